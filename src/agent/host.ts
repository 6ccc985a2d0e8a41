import type { Host } from "../host.ts";
import { createBigQuery } from "../runtime/bigquery.ts";
import { readCertificate } from "../runtime/certificate.ts";
import { createDigest } from "../runtime/digest.ts";
import { presentedCertificate } from "../runtime/presented_certificate.ts";
import { firstAnswer } from "../runtime/websocket.ts";
import { httpVersions } from "./http_versions.ts";
import { readPresented } from "./tls.ts";
import { exchangeText } from "./websocket.ts";

// A process has more memory than an isolate: of six bodies at once it holds some 400 MiB, should all be that long.
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface NodeHostOptions {
  /** What to say where a check cannot run here. */
  readonly name?: string;
  readonly log?: Host["log"];
  /** The command that tries HTTP versions: a name or a path. */
  readonly curl?: string;
  /** For one TLS handshake, and for one HTTP version. */
  readonly timeoutMs?: number;
}

/** Checks on Node: in an agent, and on the command line. */
export function nodeHost(options: NodeHostOptions = {}): Host {
  const { name = "this machine", log = logLine, timeoutMs = 10_000 } = options;
  const curl = options.curl ?? process.env.CURL_BINARY_PATH ?? "curl";
  const bigquery = createBigQuery(Date.now);
  const tls = { read: readPresented, timeoutMs, hint: "" };
  return {
    name,
    fetch: (url, init) => fetch(url, { ...init, cache: "no-store" }),
    maxBodyBytes: MAX_BODY_BYTES,
    now: () => Date.now(),
    random: () => Math.random(),
    log,
    capabilities: (scope) => ({
      tls: (hostname, port) => presentedCertificate(new URL(`https://${hostname}:${port}`), scope, tls),
      x509: readCertificate,
      httpVersions: (url, expected) => httpVersions({ url, expected }, { curl, timeoutMs, scope, log }),
      websocket: (url, text) => firstAnswer(url, text, { scope, exchange: exchangeText }),
      bigquery: bigquery(scope),
      digest: createDigest,
      pings: noPings,
    }),
  };
}

/** A check that can do without signals runs here all the same. */
async function noPings(): Promise<never> {
  throw new TypeError("Cannot tell here: only the Worker receives signals of tasks");
}

function logLine(entry: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(entry));
}
