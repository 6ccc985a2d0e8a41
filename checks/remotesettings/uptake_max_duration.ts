import * as z from "zod";
import { defineCheck } from "#check";
import { judgePercentiles, MaxPercentiles, Quantiles } from "./_percentiles.ts";
import {
  Channels,
  type Condition,
  Hours,
  parseRows,
  RowTime,
  reportsOf,
  UPTAKE,
  valuesOf,
  where,
  wholePeriod,
} from "./_uptake.ts";

const Row = z.object({ min_timestamp: RowTime, max_timestamp: RowTime, duration_percentiles: Quantiles });

export default defineCheck({
  documentation: `
Clients get their data fast: percentiles of the milliseconds that a synchronisation takes are below maximums.

Each percentile with its maximum, and the time between the first and the last report, are returned. Of several channels
the percentiles are those of the last by name: \`release\` before \`nightly\`.

Data: \`{min_timestamp, max_timestamp, percentiles: {percentile: {value, max}}}\`.

A run costs one request of 1 KiB for the current ESR of Firefox (unless \`include_legacy_versions\`), one query of
BigQuery over \`period_hours\` of telemetry, and 1 ms of CPU. Google charges a query by the bytes that it reads: a
\`ttl\` of an hour is enough.
`,
  params: z.strictObject({
    max_percentiles: MaxPercentiles.describe("milliseconds, exclusive"),
    source: z.string().default("settings-sync"),
    channels: Channels.default(["release"]),
    period_hours: Hours.default(6),
    include_legacy_versions: z.boolean().default(false),
  }),
  exposed: ["max_percentiles", "source", "channels", "period_hours", "include_legacy_versions"],
  needs: ["bigquery"],

  async run(ctx, params) {
    const { source, channels, max_percentiles } = params;
    const conditions: Condition[] = [
      ...(await reportsOf(ctx, params)),
      ["extra_status = 'success'"],
      ["extra_source = @source", { source }],
      ["extra_duration > 0"],
    ];
    const rows = parseRows([...(await ctx.bigquery(queryOf(conditions), valuesOf(conditions)))], Row);
    const [first] = rows;
    if (!first)
      throw new RangeError(
        `Cannot tell: no data for source ${source} and channels ${channels.join(", ") || "of any name"}`,
      );
    const { success, percentiles } = judgePercentiles(first.duration_percentiles, max_percentiles);
    return { success, data: { ...wholePeriod(rows), percentiles } };
  },
});

function queryOf(conditions: readonly Condition[]): string {
  return `
  SELECT
    MIN(submission_timestamp) AS min_timestamp,
    MAX(submission_timestamp) AS max_timestamp,
    APPROX_QUANTILES(extra_duration, 100) AS duration_percentiles
  FROM ${UPTAKE}
  WHERE ${where(conditions)}
  GROUP BY normalized_channel
  ORDER BY normalized_channel DESC`;
}
