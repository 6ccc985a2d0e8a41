// The servers of recorded cases as real ones, for hosts that make real requests.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import type { Host } from "../../src/host.ts";
import { ACCOUNT, startBigQuery } from "../bigquery_server.ts";
import { listen } from "../local_server.ts";
import { originsAt, recordedUrl, sendRecorded } from "./recorded_origin.ts";
import { type Case, helloWith, recordedHost } from "./recording.ts";
import type { ReplayCommand } from "./replayer.ts";

export interface RecordedServers {
  /** Has them answer as in one case, until the next. Returns what replays it. */
  play(module: string, recorded: Case): ReplayCommand;
  close(): Promise<void>;
}

/** Starts them on the loopback interface. */
export async function startRecordedServers(): Promise<RecordedServers> {
  let current: { readonly host: Host; readonly recorded: Case } | undefined;
  const main = createServer((request, response) => {
    answer(current?.host, request, response).catch(() => response.destroy());
  });
  new WebSocketServer({ server: main }).on("connection", (socket) => {
    socket.once("message", () => socket.send(helloWith(current?.recorded.extra?.pushBroadcast)));
  });
  const server = await listen(main, "http");
  const bigquery = await startBigQuery({
    rowsOf: () => current?.recorded.extra?.bigqueryRows ?? [],
    now: () => Date.parse(current?.recorded.now ?? ""),
  });
  return {
    play(module, recorded) {
      current = { host: recordedHost(module, recorded), recorded };
      const { params, now } = recorded;
      const origins = { ...originsAt(server.origin), ...bigquery.origins };
      return { module, params, now: Date.parse(now), origins, service_account: ACCOUNT };
    },
    async close() {
      await Promise.all([server.close(), bigquery.close()]);
    },
  };
}

async function answer(
  host: Host | undefined,
  { method = "GET", url = "/", headers: { authorization } }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = authorization === undefined ? {} : { authorization };
  const recorded = await host?.fetch(recordedUrl(url), { method, headers });
  if (recorded) await sendRecorded(recorded, response, method);
  else response.destroy();
}
