// The Remote Settings servers that test/corpus recorded, their push service, GitHub, and BigQuery: they answer again.
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import * as z from "zod";
import type { JsonObject } from "../../src/check.ts";
import { ACCOUNT, startBigQuery } from "../bigquery_server.ts";
import { openExchanges } from "../checks/exchange.ts";
import { originsAt, recordedUrl, sendRecorded } from "../checks/recorded_origin.ts";
import { helloWith } from "../checks/recording.ts";
import { listen } from "../local_server.ts";
import { RECORDED_AT } from "./recorded_at.ts";

const CORPUS = new URL("../corpus/remotesettings/", import.meta.url).pathname;

const LATEST_CHANGE = "1795337883364";

export interface Recordings {
  /** What must be set for checks to reach the servers, under the URLs of the recordings, and as whom. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts all of them on the loopback interface. */
export async function startRecordings(): Promise<Recordings> {
  const main = createServer(answer);
  new WebSocketServer({ server: main }).on("connection", greet);
  const server = await listen(main, "http");
  const bigquery = await startBigQuery({ rowsOf: recordedRows, now: () => RECORDED_AT });
  return {
    variables: {
      REQUESTS_ORIGINS: JSON.stringify({ ...originsAt(server.origin), ...bigquery.origins }),
      GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(ACCOUNT),
      WRITER_AUTH: "monitor:s3cr3t-monitor",
    },
    async close() {
      await Promise.all([bigquery.close(), server.close()]);
    },
  };
}

function answer({ method = "GET", url = "/", headers }: IncomingMessage, response: ServerResponse): void {
  const asked = { method, url: recordedUrl(url), user: headers.authorization ?? null };
  const recorded = openExchanges(`${CORPUS}exchanges`);
  const exchange = recorded.find(asked);
  if (!exchange) response.writeHead(501).end(`Cannot answer: ${method} ${asked.url} was not recorded`);
  else if (!exchange.response) response.destroy();
  else sendRecorded(recorded.answer(exchange), response, method).catch(() => response.destroy());
}

function greet(socket: WebSocket): void {
  socket.once("message", () => socket.send(helloWith(LATEST_CHANGE)));
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
