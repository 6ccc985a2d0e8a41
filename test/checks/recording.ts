// Reads the recorded cases of test/corpus, and answers as the recorded servers did.
import { globSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { Certificate } from "../../src/check.ts";
import type { Host } from "../../src/host.ts";
import { readCertificate } from "../../src/runtime/certificate.ts";
import { fakeHost } from "../fake_host.ts";

const CORPUS = "test/corpus/core";

const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  bodyFile: z.string().optional(),
  bodyBase64: z.string().optional(),
});
type Answer = z.infer<typeof Answer>;

const Exchange = z.object({
  request: z.object({ method: z.string(), url: z.string() }),
  response: Answer.optional(),
  error: z.object({ message: z.string() }).optional(),
});
type Exchange = z.infer<typeof Exchange>;

const Case = z.object({
  name: z.string(),
  now: z.string(),
  params: z.record(z.string(), z.unknown()),
  expected: z.union([
    z.object({ success: z.boolean(), data: z.json() }),
    z.object({ error: z.object({ message: z.string() }) }),
  ]),
  exchanges: z.array(z.string()),
  extra: z.object({ curl: z.array(z.object({ stdout: z.string() })) }).optional(),
});
export type Case = z.infer<typeof Case>;

export interface Recording {
  readonly module: string;
  readonly cases: readonly Case[];
}

export const recordings: readonly Recording[] = globSync(`${CORPUS}/expected/*.json`)
  .sort()
  .map((file) => z.object({ module: z.string(), cases: z.array(Case) }).parse(readJson(file)));

/** A host on which the servers of a recorded case answer as they did. Its clock stands at the case's time. */
export function recordedHost(module: string, { now, exchanges, expected, extra }: Case): Host {
  const clock = { now: Date.parse(now) };
  const running = module === "core.latency";
  const answers = new Map(
    exchanges
      .map((id) => exchangeOf(running ? "exchanges-running" : "exchanges", id))
      .map((exchange) => [keyOf(exchange.request), exchange]),
  );
  const httpVersions = async () => versionsSeen(extra?.curl ?? []);
  return {
    ...fakeHost({ clock, capabilities: { tls, x509: readCertificate, httpVersions } }),
    async fetch(url, { method = "GET" }) {
      // The recordings hold no times: the clock moves on by what the original measured.
      if (running && "data" in expected) clock.now += Number(expected.data) || 0;
      const exchange = answers.get(keyOf({ method, url }));
      if (!exchange?.response)
        throw new TypeError("fetch failed", { cause: new Error(exchange?.error?.message) });
      return respond(exchange.response);
    },
  };
}

/** `node#46`: the file and the index in it. */
function exchangeOf(folder: string, id: string): Exchange {
  const [server = "", index] = id.split("#");
  const exchange = z.array(Exchange).parse(readJson(`${CORPUS}/${folder}/${server}.json`))[Number(index)];
  if (!exchange) throw new RangeError(`Cannot replay ${id}: no such exchange`);
  return exchange;
}

/** The recorder wrote URLs before they were encoded, and without the path "/". */
function keyOf({ method, url }: { method: string; url: string }): string {
  return `${method} ${decodeURIComponent(new URL(url).href)}`;
}

function respond({ status, headers, ...written }: Answer): Response {
  const body = bodyOf(written);
  return new Response(body.length > 0 ? body : null, { status, headers });
}

function bodyOf({
  body = "",
  bodyFile,
  bodyBase64,
}: Pick<Answer, "body" | "bodyFile" | "bodyBase64">): Uint8Array<ArrayBuffer> {
  if (bodyFile !== undefined) return Uint8Array.from(readFileSync(`${CORPUS}/exchanges/${bodyFile}`));
  return Uint8Array.from(Buffer.from(bodyBase64 ?? body, bodyBase64 === undefined ? "utf8" : "base64"));
}

const CERTIFICATES: Readonly<Record<string, string>> = {
  "127.0.0.11:443": "tls-valid",
  "127.0.0.12:443": "tls-soon",
  "127.0.0.13:443": "tls-expired",
  "127.0.0.14:443": "tls-long",
  "127.0.0.15:443": "tls-bound",
  "127.0.0.1:9610": "tls-valid",
};

async function tls(hostname: string, port: number): Promise<Certificate> {
  const name = CERTIFICATES[`${hostname}:${port}`];
  if (name === undefined) throw new Error(`Cannot see the certificate of ${hostname}:${port}: refused`);
  return readCertificate(readFileSync(`${CORPUS}/certificates/${name}.crt`, "utf8"));
}

/** Of what curl printed for each version: nothing where it could not try, 0 where it could not connect. */
function versionsSeen(curl: readonly { stdout: string }[]): string[] {
  const seen = new Set(curl.map(({ stdout }) => stdout.trim()).filter((version) => version !== ""));
  if (seen.has("0")) throw new Error("Cannot tell the HTTP versions: refused");
  return [...seen].sort();
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
