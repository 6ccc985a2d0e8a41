import * as z from "zod";
import { defineCheck, type JsonObject } from "#check";
import { Auth, type Client, createClient, Server } from "./_client.ts";
import { countOf } from "./_count.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { fetchSignedResources } from "./_resources.ts";
import { DAY_MS, floorDays } from "./_time.ts";

const Approval = z.object({ collection_id: z.string() });

export default defineCheck({
  documentation: `
Information for people, which always passes: how often changes of collections were approved.

For each of the last \`period_days\` whole days (UTC), the latest first, the date, the approvals of all collections and
those of each collection that had any are returned.

Data: \`[{date, totals, collection: count}]\`.

It must ask the server for editors (the *writer*): an agent is recommended where this is on a private network.

A run costs two requests, one for each bucket, and one for each bucket and day: 14 requests, 26 KiB and 4 ms of CPU for
the recorded three days.
`,
  params: z.strictObject({ server: Server, auth: Auth, period_days: z.int().nonnegative().default(3) }),
  exposed: ["server", "period_days"],
  plot: ".0.totals",

  async run(ctx, { server, auth, period_days }) {
    const resources = await fetchSignedResources(ctx, server, auth);
    const client = createClient(ctx, server, auth);
    const buckets = [...new Set(resources.map(({ source }) => source.bucket))];
    const today = floorDays(ctx.now().getTime());
    const days = Array.from({ length: period_days }, (_, ago) => today - 1 - ago);
    const data = await mapLimited(
      days,
      REQUESTS_AT_ONCE,
      async (day) => await approvalsOf(client, day, buckets),
    );
    return { success: true, data };
  },
});

/** Of one day, counted since 1970. */
async function approvalsOf(client: Client, day: number, buckets: readonly string[]): Promise<JsonObject> {
  const perBucket: string[][] = [];
  for (const bucket of buckets) {
    const approvals = await client.getHistory(bucket, Approval, {
      resource_name: "collection",
      action: "update",
      "target.data.status": "to-sign",
      _since: day * DAY_MS,
      _before: (day + 1) * DAY_MS,
    });
    perBucket.push(approvals.map(({ collection_id }) => `${bucket}/${collection_id}`));
  }
  const names = perBucket.flat();
  const [date = ""] = new Date(day * DAY_MS).toISOString().split("T");
  return { date, totals: names.length, ...countOf(names) };
}
