import type { CheckContext } from "./check.ts";
import type { Release } from "./host.ts";
import { readBody } from "./http/body.ts";
import { type ExchangeOptions, exchange, type Received } from "./http/exchange.ts";
import { parseUrl } from "./http/request.ts";
import { type Attempt, retryDelayMs } from "./http/retry.ts";
import { streamed } from "./http/streamed.ts";

export interface HttpOptions extends ExchangeOptions {
  readonly slot: () => Promise<Release>;
}

/** How a check takes an answer. */
interface Use<T> {
  readonly take: (received: Received) => Promise<T>;
  /** Whether an answer that broke off may be asked for again: not if half of it has been used. */
  readonly again: boolean;
}

/** The network that checks get: one choke-point for targets, headers, slots, time limits, retries and body size. */
export function createHttp(options: HttpOptions): Pick<CheckContext, "fetch" | "stream" | "latencyMs"> {
  const latencies = new WeakMap<Response, number>();

  const whole: Use<Response> = {
    again: true,
    async take(received) {
      const response = await received.reading(complete(received, options.host.maxBodyBytes));
      latencies.set(response, received.latencyMs);
      return response;
    },
  };

  const piecemeal = <T>(consume: (response: Response) => Promise<T>): Use<T> => ({
    again: false,
    async take(received) {
      const { response, close } = streamed(received);
      latencies.set(response, received.latencyMs);
      try {
        return await consume(response);
      } finally {
        close();
      }
    },
  });

  return {
    fetch: (url, init = {}) => droppable(request(url, init, { ...options, use: whole })),
    stream: (url, init, consume) => droppable(request(url, init, { ...options, use: piecemeal(consume) })),
    latencyMs: (response) => latencies.get(response) ?? 0,
  };
}

/** Whoever drops the promise does not want the answer: its failure must not end the process of an agent. */
function droppable<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {});
  return answer;
}

interface RequestOptions<T> extends HttpOptions {
  readonly use: Use<T>;
}

async function request<T>(url: string | URL, init: RequestInit, options: RequestOptions<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const ended = await tryOnce(parseUrl(url), init, { ...options, tries });
    if ("value" in ended) return ended.value;
    await sleep(ended.delay, options.stopwatch.signal);
  }
}

/** What a try ended with: a value, or the milliseconds to wait before the next. */
type Ended<T> = { readonly value: T } | { readonly delay: number };

async function tryOnce<T>(url: URL, init: RequestInit, options: TryOptions<T>): Promise<Ended<T>> {
  const { use, slot } = options;
  const release = await slot();
  let taken = false;
  try {
    return await exchange(url, init, {
      ...options,
      async use(received) {
        const delay = pauseBeforeRetry({ response: received.response }, init, options);
        taken = delay === undefined && !use.again;
        if (delay === undefined) return { value: await use.take(received) };
        // An unread body would hold its connection.
        received.response.body?.cancel().catch(() => {});
        return { delay };
      },
    });
  } catch (error) {
    const delay = taken ? undefined : pauseBeforeRetry({ error }, init, options);
    if (delay === undefined) throw error;
    return { delay };
  } finally {
    release();
  }
}

interface TryOptions<T> extends RequestOptions<T> {
  readonly tries: number;
}

/** Undefined where the attempt stands: its method must not be repeated, or no time is left for another. */
function pauseBeforeRetry(
  attempt: Attempt,
  init: RequestInit,
  { tries, host, settings, stopwatch }: ExchangeOptions & { readonly tries: number },
): number | undefined {
  if (stopwatch.signal.aborted || !/^(GET|HEAD)$/i.test(init.method ?? "GET")) return undefined;
  const delay = retryDelayMs(attempt, tries, { ...host, maxRetries: settings.maxRetries });
  if (delay === undefined || delay + settings.timeoutMs > stopwatch.remaining()) return undefined;
  return delay;
}

/** The response with its whole body inside: nothing stays open behind a check's back. */
async function complete({ response: received, signal }: Received, limit?: number): Promise<Response> {
  const { status, statusText, headers, url } = received;
  const body = await readBody(received, { signal, limit });
  const empty = body.byteLength === 0;
  const response = new Response(empty ? null : body, { status, statusText, headers });
  return Object.defineProperty(response, "url", { value: url });
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
