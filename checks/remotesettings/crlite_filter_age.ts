import * as z from "zod";
import { defineCheck } from "#check";
import { parseDocument } from "../_document.ts";
import { placeOf } from "../_http_url.ts";
import { createClient, Server } from "./_client.ts";
import { HOUR_MS, Timestamp } from "./_time.ts";

const Filter = z.object({ effectiveTimestamp: Timestamp.nullish() });

export default defineCheck({
  documentation: `
The newest of the records of a collection, by their \`effectiveTimestamp\`, is not older than some hours: revocations of
certificates still reach Firefox.

Its age in hours is returned. A record without a timestamp is as old as 1970.

Data: the hours.

A run costs one request, of all records of the collection, and 1 ms of CPU: 2 KiB as recorded.
`,
  params: z.strictObject({
    server: Server,
    bucket: z.string().min(1).default("security-state"),
    collection: z.string().min(1).default("cert-revocations"),
    max_filter_age_hours: z.int().nonnegative().default(24),
  }),
  exposed: ["server", "bucket", "collection", "max_filter_age_hours"],
  overridable: ["max_filter_age_hours"],
  plot: ".",

  async run(ctx, { server, bucket, collection, max_filter_age_hours }) {
    const records = await createClient(ctx, server).getRecords({ bucket, collection });
    if (records.length === 0)
      throw new RangeError(
        `Cannot tell the age of ${bucket}/${collection} on ${placeOf(server)}: no records`,
      );
    const filters = parseDocument(records, z.array(Filter), `${bucket}/${collection} on ${placeOf(server)}`);
    let newest = 0;
    for (const { effectiveTimestamp } of filters) newest = Math.max(newest, effectiveTimestamp ?? 0);
    // Whole seconds, as the original counts.
    const hours = (ctx.now().getTime() - Math.floor(newest / 1000) * 1000) / HOUR_MS;
    return { success: hours <= max_filter_age_hours, data: hours };
  },
});
