import type { Host } from "../host.ts";
import type { Stopwatch } from "../run/stopwatch.ts";
import { followRedirects } from "./redirect.ts";
import { type HttpSettings, prepare, withoutCredentials } from "./request.ts";
import { placeOf } from "./target.ts";

export interface ExchangeOptions {
  readonly host: Host;
  readonly settings: HttpSettings;
  readonly stopwatch: Stopwatch;
}

/** What a server answered; the body may still be arriving. */
export interface Received {
  readonly response: Response;
  readonly latencyMs: number;
  /** Aborted when the time for the whole exchange is over. */
  readonly signal: AbortSignal;
  /** Settles as `pending`, which reads the body, or with an error that names the server, or the reason of `signal`. */
  readonly reading: <T>(pending: Promise<T>) => Promise<T>;
}

/** One request with its redirects and what `use` makes of the answer, within the time limit. */
export async function exchange<T>(
  url: URL,
  init: RequestInit,
  { host, settings, stopwatch, use }: ExchangeOptions & { use: (received: Received) => Promise<T> },
): Promise<T> {
  const timeout = new AbortController();
  const late = () =>
    new DOMException(`Cannot reach ${placeOf(url)}: no answer in ${settings.timeoutMs} ms`, "TimeoutError");
  const timer = setTimeout(() => timeout.abort(late()), settings.timeoutMs);
  const signal = AbortSignal.any([timeout.signal, stopwatch.signal, ...(init.signal ? [init.signal] : [])]);
  const reading = <R>(pending: Promise<R>) => explained(whileAlive(signal, pending), { url, signal });
  const startedAt = host.now();
  try {
    const send = (target: URL, request: RequestInit) => {
      const own = target.origin === url.origin ? settings : withoutCredentials(settings);
      const { href, headers } = prepare(target, request, own);
      return host.fetch(href, { ...request, headers, signal, redirect: "manual" });
    };
    const response = await reading(followRedirects(send, url, init));
    return await whileAlive(signal, use({ response, latencyMs: host.now() - startedAt, signal, reading }));
  } finally {
    clearTimeout(timer);
  }
}

/** Some runtimes ignore a signal while they wait for a body: the limit must hold there too. */
function whileAlive<T>(signal: AbortSignal, pending: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

interface Place {
  readonly url: URL;
  readonly signal: AbortSignal;
}

async function explained<T>(pending: Promise<T>, { url, signal }: Place): Promise<T> {
  try {
    return await pending;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof RangeError)
      throw new RangeError(`Cannot read ${placeOf(url)}: ${error.message}`, { cause: error });
    if (error instanceof Error && error.message.startsWith("Cannot ")) throw error;
    throw new TypeError(`Cannot reach ${placeOf(url)}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Node hides why in `cause` ("connect ECONNREFUSED 127.0.0.1:9"); workerd says it in the message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // One for each address of the name.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
