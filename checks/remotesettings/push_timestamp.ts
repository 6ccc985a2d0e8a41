import * as z from "zod";
import { defineCheck } from "#check";
import { isoDate } from "../_date.ts";
import { parseDocument, parseJson } from "../_document.ts";
import { createClient, type Entry, Server } from "./_client.ts";

const BROADCAST = "remote-settings/monitor_changes";
const HELLO = { messageType: "hello", broadcasts: { [BROADCAST]: "v0" }, use_webpush: true };
const Answer = z.object({
  broadcasts: z.object({
    // An ETag, with its quotes.
    [BROADCAST]: z
      .string()
      .regex(/^"?\d{1,15}"?$/, "expected a timestamp")
      .transform((etag) => etag.replaceAll('"', "")),
  }),
});

export default defineCheck({
  documentation: `
The push service announces the latest change of Remote Settings, or the change is so young that it may not have come
through yet: it announces a change every five minutes at most. Changes of previews are not announced, and do not count.

Both timestamps are returned, with dates, and for how many seconds a change has not been announced.

Data: \`{push: {timestamp, datetime}, remotesettings: {timestamp, datetime}, lag_seconds}\`.

A run costs one request, for the list of changes, one WebSocket, and 1 ms of CPU: 6 KiB for the recorded 41 collections.
`,
  params: z.strictObject({
    remotesettings_server: Server,
    push_server: z.url({ protocol: /^wss?$/, error: "expected a ws or wss URL" }),
    lag_margin: z.int().nonnegative().default(600).describe("seconds"),
  }),
  exposed: ["remotesettings_server", "push_server", "lag_margin"],
  overridable: ["lag_margin"],
  plot: ".lag_seconds",
  needs: ["websocket"],

  async run(ctx, { remotesettings_server, push_server, lag_margin }) {
    const [entries, frame] = await Promise.all([
      createClient(ctx, remotesettings_server).getMonitorChanges({ bustCache: true }),
      ctx.websocket(push_server, JSON.stringify(HELLO)),
    ]);
    const push = Number(parseDocument(parseJson(frame) ?? frame, Answer, push_server).broadcasts[BROADCAST]);
    const latest = latestChange(entries);
    const lag_seconds = push === latest ? 0 : (ctx.now().getTime() - latest) / 1000;
    return {
      success: push === latest || lag_seconds < lag_margin,
      data: { push: describe(push), remotesettings: describe(latest), lag_seconds },
    };
  },
});

function latestChange(entries: readonly Entry[]): number {
  const announced = entries.filter((entry) => !isPreview(entry)).map(({ last_modified }) => last_modified);
  if (announced.length === 0)
    throw new RangeError("Cannot tell: monitor/changes has no collection but previews");
  return Math.max(...announced);
}

/** As the server decides what to announce: `main/nimbus-preview` is a preview too. */
function isPreview({ bucket, collection }: Entry): boolean {
  return bucket.includes("preview") || collection.includes("-preview");
}

function describe(timestamp: number) {
  return { timestamp: String(timestamp), datetime: isoDate(timestamp) };
}
