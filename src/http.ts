import { readBody } from "./body.ts";
import type { CheckContext } from "./check.ts";
import type { Host, Release } from "./host.ts";
import { followRedirects } from "./redirect.ts";
import { type HttpSettings, parseUrl, prepare, withoutCredentials } from "./request.ts";
import { type Attempt, retryDelayMs } from "./retry.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { placeOf } from "./target.ts";

export interface HttpOptions {
  readonly host: Host;
  readonly settings: HttpSettings;
  readonly stopwatch: Stopwatch;
  readonly slot: () => Promise<Release>;
}

/** The `fetch` that checks get: one choke-point for targets, headers, slots, time limits, retries and body size. */
export function createHttp(options: HttpOptions): Pick<CheckContext, "fetch" | "latencyMs"> {
  const latencies = new WeakMap<Response, number>();

  /** Whoever drops the promise does not want the answer: its failure must not end the process of an agent. */
  function fetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const answer = request(url, init);
    answer.catch(() => {});
    return answer;
  }

  async function request(url: string | URL, init: RequestInit): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const attempt = await tryOnce(parseUrl(url), init);
      const delay = pauseBeforeRetry(attempt, { tries, init, ...options });
      if (delay !== undefined) await sleep(delay, options.stopwatch.signal);
      else if ("error" in attempt) throw attempt.error;
      else return attempt.response;
    }
  }

  async function tryOnce(url: URL, init: RequestInit): Promise<Attempt> {
    const release = await options.slot();
    try {
      const { response, latencyMs } = await exchange(url, init, options);
      latencies.set(response, latencyMs);
      return { response };
    } catch (error) {
      return { error };
    } finally {
      release();
    }
  }

  return { fetch, latencyMs: (response) => latencies.get(response) ?? 0 };
}

interface Retry extends HttpOptions {
  readonly tries: number;
  readonly init: RequestInit;
}

/** Undefined where the attempt stands: its method must not be repeated, or no time is left for another. */
function pauseBeforeRetry(
  attempt: Attempt,
  { tries, init, host, settings, stopwatch }: Retry,
): number | undefined {
  if (stopwatch.signal.aborted || !/^(GET|HEAD)$/i.test(init.method ?? "GET")) return undefined;
  const delay = retryDelayMs(attempt, tries, { ...host, maxRetries: settings.maxRetries });
  if (delay === undefined || delay + settings.timeoutMs > stopwatch.remaining()) return undefined;
  return delay;
}

interface Exchange {
  readonly response: Response;
  readonly latencyMs: number;
}

/** One request with its redirects and its body, within the time limit. */
async function exchange(
  url: URL,
  init: RequestInit,
  { host, settings, stopwatch }: HttpOptions,
): Promise<Exchange> {
  const timeout = new AbortController();
  const late = () =>
    new DOMException(`Cannot reach ${placeOf(url)}: no answer in ${settings.timeoutMs} ms`, "TimeoutError");
  const timer = setTimeout(() => timeout.abort(late()), settings.timeoutMs);
  const signal = AbortSignal.any([timeout.signal, stopwatch.signal, ...(init.signal ? [init.signal] : [])]);
  const startedAt = host.now();
  try {
    const send = (target: URL, request: RequestInit) => {
      const own = target.origin === url.origin ? settings : withoutCredentials(settings);
      const { href, headers } = prepare(target, request, own);
      return host.fetch(href, { ...request, headers, signal, redirect: "manual" });
    };
    const received = await whileAlive(signal, followRedirects(send, url, init));
    const latencyMs = host.now() - startedAt;
    return { response: await whileAlive(signal, complete(received, signal)), latencyMs };
  } catch (error) {
    throw explain(error, { url, signal });
  } finally {
    clearTimeout(timer);
  }
}

/** The response with its whole body inside: nothing stays open behind a check's back. */
async function complete(received: Response, signal: AbortSignal): Promise<Response> {
  const { status, statusText, headers, url } = received;
  const body = await readBody(received, { signal });
  const empty = body.byteLength === 0;
  const response = new Response(empty ? null : body, { status, statusText, headers });
  return Object.defineProperty(response, "url", { value: url });
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

function explain(error: unknown, { url, signal }: { url: URL; signal: AbortSignal }): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RangeError)
    return new RangeError(`Cannot read ${placeOf(url)}: ${error.message}`, { cause: error });
  if (error instanceof Error && error.message.startsWith("Cannot ")) return error;
  return new TypeError(`Cannot reach ${placeOf(url)}: ${reasonOf(error)}`, { cause: error });
}

/** Node hides why in `cause` ("connect ECONNREFUSED 127.0.0.1:9"); workerd says it in the message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // One for each address of the name.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
  });
}
