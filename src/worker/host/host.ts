import type { Pings } from "../../check.ts";
import type { Host } from "../../host.ts";
import { createBigQuery } from "../../runtime/bigquery.ts";
import { readCertificate } from "../../runtime/certificate.ts";
import { createDigest } from "../../runtime/digest.ts";
import { presentedCertificate } from "../../runtime/presented_certificate.ts";
import { firstAnswer } from "../../runtime/websocket.ts";
import { rejectProxyError } from "./proxy_error.ts";
import { readPresented } from "./tls.ts";
import { exchangeText } from "./websocket.ts";

export interface WorkerHostOptions {
  /** The signals that were received for a check, by its `project/name`. */
  readonly pings?: (id: string) => Promise<Pings>;
  readonly log?: Host["log"];
  /** For one TLS handshake. */
  readonly timeoutMs?: number;
}

/** Checks on workerd: the platform's `fetch`, and what can be had of TLS over a plain socket. */
export function workerHost(options: WorkerHostOptions = {}): Host {
  const { pings, log = console.log, timeoutMs = 10_000 } = options;
  const bigquery = createBigQuery(Date.now);
  const tls = { read: readPresented, timeoutMs, hint: '; an agent may see it (agent = "…")' };
  return {
    name: "the Worker",
    fetch: send,
    now: () => Date.now(),
    random: () => Math.random(),
    log: (entry) => log(entry),
    capabilities: (scope) => ({
      tls: (hostname, port) => presentedCertificate(new URL(`https://${hostname}:${port}`), scope, tls),
      x509: readCertificate,
      websocket: (url, text) => firstAnswer(url, text, { scope, exchange: exchangeText(send) }),
      bigquery: bigquery(scope),
      digest: createDigest,
      ...(pings ? { pings: () => pings(scope.id) } : {}),
    }),
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    // A copy in Cloudflare's cache would hide an outage.
    return await rejectProxyError(await fetch(url, { ...init, cache: "no-store" }));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("internal error")) throw error;
    // workerd logs why, and gives a reference to that line: a new text each time.
    const why = "its name does not resolve, or its TLS certificate is not valid";
    throw new TypeError(`${why}; an agent can tell`, { cause: error.message });
  }
}
