// Reads the recorded cases of test/corpus, and answers as the recorded servers did.
import { globSync, readFileSync } from "node:fs";
import * as z from "zod";
import type { Certificate } from "../../src/check.ts";
import type { Host } from "../../src/host.ts";
import { readCertificate } from "../../src/runtime/certificate.ts";
import { createDigest } from "../../src/runtime/digest.ts";
import { fakeHost } from "../fake_host.ts";
import { type Asked, keyOf, openExchanges } from "./exchange.ts";

const CORPUS = "test/corpus";

const Case = z.object({
  name: z.string(),
  now: z.string(),
  params: z.record(z.string(), z.unknown()),
  expected: z.union([
    z.object({ success: z.boolean(), data: z.json() }),
    z.object({ error: z.object({ message: z.string() }) }),
  ]),
  exchanges: z.array(z.string()),
  extra: z
    .object({
      curl: z.array(z.object({ stdout: z.string() })).optional(),
      bigqueryRows: z.array(z.record(z.string(), z.json())).optional(),
      pushBroadcast: z.string().nullish(),
    })
    .optional(),
});
export type Case = z.infer<typeof Case>;

export interface Recording {
  readonly module: string;
  readonly cases: readonly Case[];
}

export const recordings: readonly Recording[] = globSync(`${CORPUS}/*/expected/*.json`)
  .sort()
  .map((file) =>
    z.object({ module: z.string(), cases: z.array(Case) }).parse(JSON.parse(readFileSync(file, "utf8"))),
  );

/** A host on which the servers of a recorded case answer as they did. Its clock stands at the case's time. */
export function recordedHost(module: string, recorded: Case): Host {
  const { now, expected, extra } = recorded;
  const clock = { now: Date.parse(now) };
  const running = module === "core.latency";
  const answer = answersOf(module, recorded);
  const httpVersions = async () => versionsSeen(extra?.curl ?? []);
  return {
    ...fakeHost({
      clock,
      capabilities: {
        tls,
        x509: readCertificate,
        httpVersions,
        digest: createDigest,
        bigquery: async () => extra?.bigqueryRows ?? [],
        websocket: async () => helloWith(extra?.pushBroadcast),
      },
    }),
    async fetch(url, { method = "GET", headers }) {
      // The recordings hold no times: the clock moves on by what the original measured.
      if (running && "data" in expected) clock.now += Number(expected.data) || 0;
      return answer({ method, url, user: new Headers(headers).get("authorization") });
    },
  };
}

/** What a case does not hold, since the original gave up early, was mostly asked by the same user in another case. */
function answersOf(module: string, { exchanges }: Case): (asked: Asked) => Response {
  const [area] = module.split(".");
  const folder = module === "core.latency" ? "exchanges-running" : "exchanges";
  const recorded = openExchanges(`${CORPUS}/${area}/${folder}`);
  const own = new Map(exchanges.map(recorded.byId).map((exchange) => [keyOf(exchange.request), exchange]));
  return (asked) => recorded.answer(own.get(keyOf(asked)) ?? recorded.find(asked));
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
  return readCertificate(readFileSync(`${CORPUS}/core/certificates/${name}.crt`, "utf8"));
}

/** Of what curl printed for each version: nothing where it could not try, 0 where it could not connect. */
function versionsSeen(curl: readonly { stdout: string }[]): string[] {
  const seen = new Set(curl.map(({ stdout }) => stdout.trim()).filter((version) => version !== ""));
  if (seen.has("0")) throw new Error("Cannot tell the HTTP versions: refused");
  return [...seen].sort();
}

/** What a push server answers to a hello: an ETag for each broadcast that it knows. */
export function helloWith(timestamp: string | null | undefined): string {
  const broadcasts = timestamp ? { "remote-settings/monitor_changes": `"${timestamp}"` } : {};
  return JSON.stringify({ messageType: "hello", status: 200, use_webpush: true, broadcasts });
}
