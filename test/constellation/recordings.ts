// The Remote Settings servers that test/corpus recorded, their push service, GitHub, and BigQuery: they answer again.
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import * as z from "zod";
import type { JsonObject } from "../../src/check.ts";
import { ACCOUNT, startBigQuery } from "../bigquery_server.ts";
import { openExchanges } from "../checks/exchange.ts";
import { listen } from "../local_server.ts";
import { RECORDED_AT } from "./recorded_at.ts";

const CORPUS = new URL("../corpus/remotesettings/", import.meta.url).pathname;

const LATEST_CHANGE = '"1795337883364"';
const RECORDED_ORIGINS = [
  ...[8887, 8888, 8889, 8890, 8892].map((port) => `http://127.0.0.1:${port}`),
  "https://api.github.com",
  "https://product-details.mozilla.org",
];
const PUSH_ORIGIN = "http://127.0.0.1:8891";

export interface Recordings {
  /** What must be set for checks to reach the servers, under the URLs of the recordings, and as whom. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts all of them on the loopback interface. */
export async function startRecordings(): Promise<Recordings> {
  const main = createServer(answer);
  const push = createServer();
  new WebSocketServer({ server: push }).on("connection", greet);
  const servers = [await listen(main, "http"), await listen(push, "http")] as const;
  const bigquery = await startBigQuery({ rowsOf: recordedRows, now: () => RECORDED_AT });
  const [{ origin }, { origin: pushOrigin }] = servers;
  const origins = RECORDED_ORIGINS.map((recorded) => [recorded, `${origin}/${encodeURIComponent(recorded)}`]);
  return {
    variables: {
      REQUESTS_ORIGINS: JSON.stringify({
        ...Object.fromEntries(origins),
        ...bigquery.origins,
        [PUSH_ORIGIN]: pushOrigin,
      }),
      GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(ACCOUNT),
      WRITER_AUTH: "monitor:s3cr3t-monitor",
    },
    async close() {
      await Promise.all([bigquery.close(), ...servers.map((server) => server.close())]);
    },
  };
}

/** `/http%3A%2F%2F127.0.0.1%3A8888/v1/` is what `http://127.0.0.1:8888/v1/` answered. */
function answer({ method = "GET", url = "/", headers }: IncomingMessage, response: ServerResponse): void {
  const [, origin = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(url) ?? [];
  const asked = { method, url: decodeURIComponent(origin) + rest, user: headers.authorization ?? null };
  const recorded = openExchanges(`${CORPUS}exchanges`);
  const exchange = recorded.find(asked);
  if (!exchange) response.writeHead(501).end(`Cannot answer: ${method} ${asked.url} was not recorded`);
  else if (!exchange.response) response.destroy();
  else send(recorded.answer(exchange), response, method).catch(() => response.destroy());
}

/** The bodies are decompressed: what was said of their length and encoding no longer holds. */
const OF_THE_BODY = ["content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive"];

async function send(recorded: Response, response: ServerResponse, method: string): Promise<void> {
  const headers = [...recorded.headers].filter(([name]) => !OF_THE_BODY.includes(name));
  response.writeHead(recorded.status, Object.fromEntries(headers));
  response.end(method === "HEAD" ? undefined : Buffer.from(await recorded.arrayBuffer()));
}

function greet(socket: WebSocket): void {
  const broadcasts = { "remote-settings/monitor_changes": LATEST_CHANGE };
  socket.once("message", () => {
    socket.send(JSON.stringify({ messageType: "hello", status: 200, use_webpush: true, broadcasts }));
  });
}

const Expected = z.object({
  cases: z.array(
    z.object({
      extra: z.object({ bigqueryRows: z.array(z.record(z.string(), z.json())).optional() }).optional(),
    }),
  ),
});

/** The first recorded rows that have all the columns that the query names. */
function recordedRows(query: string): readonly JsonObject[] {
  const cases = globSync(`${CORPUS}expected/uptake_*.json`).flatMap(
    (file) => Expected.parse(JSON.parse(readFileSync(file, "utf8"))).cases,
  );
  const tables = cases.map(({ extra }) => extra?.bigqueryRows ?? []);
  const columns = Array.from(
    query.matchAll(/\bAS ([a-z_]*(?:percentiles|row_count|total))\b/g),
    ([, name = ""]) => name,
  );
  return tables.find(([row]) => row && columns.every((name) => Object.hasOwn(row, name))) ?? [];
}
