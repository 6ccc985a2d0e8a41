// Runs in a thread of its own, whose memory is limited: a collection of 100,000 records in source, preview and destination.
import { parentPort } from "node:worker_threads";
import collectionsConsistency from "../../../checks/remotesettings/collections_consistency.ts";
import { fakeHost, json, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const RECORDS = 100_000;
const PAGE = 10_000;

const writer = fakeHost({
  routes: serve({
    "/": signing({ main: ["main-workspace", "main-preview"] }),
    [SORTED_MONITOR]: monitoring({ "main/large": 42 }),
    "/buckets/main-workspace/collections": { data: [{ id: "large" }] },
    "/buckets/main-workspace/collections/large": { data: { status: "signed" } },
  }),
});

const host = {
  ...writer,
  async fetch(url: string, init: RequestInit) {
    const { pathname, searchParams } = new URL(url);
    return pathname.endsWith("/records")
      ? page(url, Number(searchParams.get("_token")))
      : await writer.fetch(url, init);
  },
};

function page(url: string, from: number): Response {
  const data = Array.from({ length: PAGE }, (_, index) => ({
    id: `record-${from + index}`,
    last_modified: from + index,
    text: "x".repeat(150),
  }));
  if (from + PAGE === RECORDS) return json({ data });
  const next = new URL(url);
  next.searchParams.set("_token", String(from + PAGE));
  return json({ data }, { headers: { "next-page": next.href } });
}

const outcome = await runCheck(collectionsConsistency, { server: SERVER, auth: "" }, { host });
parentPort?.postMessage(outcome);
