import type { Certificate } from "../check.ts";
import type { Scope } from "../host.ts";
import { checkTarget } from "../http/target.ts";
import { readCertificate } from "./certificate.ts";

export interface TlsTarget {
  /** A name or an address, IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
}

export interface TlsReader {
  /** The certificate (DER) that a server presents, trusted or not. Leaves nothing open once `signal` is aborted. */
  readonly read: (target: TlsTarget, signal: AbortSignal) => Promise<Uint8Array>;
  readonly timeoutMs: number;
  /** What to say after each failure. */
  readonly hint: string;
}

/** What both hosts do around a handshake: the target, the slot, the time limit, and saying what went wrong. */
export async function presentedCertificate(
  url: URL,
  scope: Scope,
  { read, timeoutMs, hint }: TlsReader,
): Promise<Certificate> {
  checkTarget(url);
  const target = { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 443) };
  const fail = `Cannot read the certificate of ${url.host}`;
  const release = await scope.slot();
  const limit = new AbortController();
  const late = new DOMException(`${fail}: no answer in ${timeoutMs} ms${hint}`, "TimeoutError");
  const timer = setTimeout(() => limit.abort(late), timeoutMs);
  const signal = AbortSignal.any([limit.signal, scope.signal]);
  try {
    return readCertificate(await read(target, signal));
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new TypeError(`${fail}: ${cause instanceof Error ? cause.message : cause}${hint}`, { cause });
  } finally {
    clearTimeout(timer);
    release();
  }
}
