import type { Scope } from "../host.ts";
import { MAX_BODY_BYTES } from "../http/body.ts";
import { parseUrl, prepare } from "../http/request.ts";
import { placeOf } from "../http/target.ts";

/** An http or https URL to ask for a WebSocket, and what to send once it is open. */
export interface Exchange {
  readonly href: string;
  readonly headers: Headers;
  readonly text: string;
}

export interface WebSocketClient {
  readonly scope: Scope;
  /** The first text that comes back. Leaves nothing open, whatever happens and once `signal` is aborted. */
  readonly exchange: (exchange: Exchange, signal: AbortSignal) => Promise<string>;
}

/** What both hosts do around an exchange: the target, headers, the slot, the limits, and saying what went wrong. */
export async function firstAnswer(
  url: string,
  text: string,
  { scope, exchange }: WebSocketClient,
): Promise<string> {
  const asked = overHttp(parseUrl(url));
  const fail = `Cannot talk to ${placeOf(parseUrl(url))}`;
  const request = { ...prepare(asked, {}, scope.http), text };
  const release = await scope.slot();
  const limit = new AbortController();
  const late = new DOMException(`${fail}: no answer in ${scope.http.timeoutMs} ms`, "TimeoutError");
  const timer = setTimeout(() => limit.abort(late), scope.http.timeoutMs);
  const signal = AbortSignal.any([limit.signal, scope.signal]);
  try {
    const answer = await exchange(request, signal);
    if (new TextEncoder().encode(answer).byteLength > MAX_BODY_BYTES)
      throw new RangeError(`its answer exceeds ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
    return answer;
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new TypeError(`${fail}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** A WebSocket begins as a request: the same targets are allowed, under the same names. */
function overHttp(url: URL): URL {
  if (url.protocol !== "wss:" && url.protocol !== "ws:")
    throw new TypeError(`Cannot talk to ${placeOf(url)}: only ws and wss are allowed`);
  return new URL(url.href.replace(/^ws/, "http"));
}
