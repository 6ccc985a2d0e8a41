import type { CheckContext, CheckResult, JsonObject } from "#check";
import { isoDate } from "../_date.ts";
import { type Client, createClient, type Entry } from "./_client.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { nameOf } from "./_resources.ts";

export interface Servers {
  readonly source: string;
  readonly target: string;
  /** Whatever the source changed since then may still be on its way. */
  readonly margin_seconds: number;
}

/** Whether the target serves what the source serves, by the timestamps of `monitor/changes` and of every collection. */
export async function compareServers(
  ctx: CheckContext,
  { margin_seconds, ...urls }: Servers,
): Promise<CheckResult> {
  const [source, target] = [createClient(ctx, urls.source), createClient(ctx, urls.target)];
  const isRecent = (timestamp: number) => ctx.now().getTime() - timestamp < margin_seconds * 1000;
  const [entries, copies] = await Promise.all([source.getMonitorChanges(), target.getMonitorChanges()]);
  const newest = { source: newestOf(entries), target: newestOf(copies) };
  if (newest.source !== newest.target && !isRecent(newest.source))
    return { success: false, data: { "monitor/changes": stamped(newest) } };

  const found = await mapLimited(entries, REQUESTS_AT_ONCE, async (entry) => {
    const [here, there] = await Promise.all([timestampOf(source, entry), timestampOf(target, entry)]);
    return { entry, source: here, target: there };
  });
  const outdated = found
    .filter((pair) => pair.source !== pair.target && !isRecent(pair.source))
    .sort((one, other) => other.source - one.source);
  return {
    success: outdated.length === 0,
    data: Object.fromEntries(outdated.map((pair) => [nameOf(pair.entry), stamped(pair)])),
  };
}

function newestOf(entries: readonly Entry[]): number {
  return entries[0]?.last_modified ?? 0;
}

/** Under the URL that clients use, and with nothing else in it: another would be another copy of the CDN. */
async function timestampOf(client: Client, entry: Entry): Promise<number> {
  return await client.getTimestamp(entry, { expected: entry.last_modified });
}

function stamped({ source, target }: { source: number; target: number }): JsonObject {
  const described = (timestamp: number) => ({ timestamp, datetime: isoDate(timestamp) });
  return { source: described(source), target: described(target) };
}
