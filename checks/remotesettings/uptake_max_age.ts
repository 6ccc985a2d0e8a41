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
  Seconds,
  UPTAKE,
  valuesOf,
  where,
  wholePeriod,
} from "./_uptake.ts";

const Row = z.object({ min_timestamp: RowTime, max_timestamp: RowTime, age_percentiles: Quantiles });

const OF_BROADCASTS: readonly Condition[] = [
  ["extra_status = 'success'"],
  ["extra_source = 'settings-changes-monitoring'"],
  ["extra_trigger = 'broadcast'"],
];

export default defineCheck({
  documentation: `
Clients that are told of a change have it soon: percentiles of the age in seconds of what they get are below maximums.

Each percentile with its maximum, and the time between the first and the last report, are returned. Periods in which few
clients were told, since nothing was published, do not count. Of several channels the percentiles are those of the one
with the most reports. Without data, since nothing was published, the check passes and says so.

Data: \`{min_timestamp, max_timestamp, percentiles: {percentile: {value, max}}}\`, or \`{percentiles: sentence}\`.

A run costs one request of 1 KiB for the current ESR of Firefox (unless \`include_legacy_versions\`), one query of
BigQuery over \`period_hours\` of telemetry, and 1 ms of CPU. Google charges a query by the bytes that it reads: a
\`ttl\` of an hour is enough.
`,
  params: z.strictObject({
    max_percentiles: MaxPercentiles.describe("seconds, exclusive"),
    channels: Channels.default(["release"]),
    period_hours: Hours.default(6),
    period_sampling_seconds: Seconds.default(600),
    include_legacy_versions: z.boolean().default(false),
  }),
  exposed: [
    "max_percentiles",
    "channels",
    "period_hours",
    "period_sampling_seconds",
    "include_legacy_versions",
  ],
  needs: ["bigquery"],

  async run(ctx, params) {
    const conditions = [...(await reportsOf(ctx, params)), ...OF_BROADCASTS];
    const values = { ...valuesOf(conditions), sampling: params.period_sampling_seconds };
    const rows = parseRows([...(await ctx.bigquery(queryOf(conditions), values))], Row);
    const [first] = rows;
    if (!first) return { success: true, data: { percentiles: "No broadcast data during this period." } };
    if (new Set(first.age_percentiles).size === 1)
      return { success: true, data: { percentiles: "Not enough data during this period." } };
    const { success, percentiles } = judgePercentiles(first.age_percentiles, params.max_percentiles);
    return { success, data: { ...wholePeriod(rows), percentiles } };
  },
});

// A broadcast reaches thousands of clients at once: fewer in a period are those that were late for an earlier one.
function queryOf(conditions: readonly Condition[]): string {
  return `
  WITH broadcasts AS (
    SELECT
      submission_timestamp,
      normalized_channel AS channel,
      SAFE_CAST(extra_age AS INT64) AS age,
      COUNT(*) OVER (
        PARTITION BY normalized_channel, DIV(UNIX_SECONDS(submission_timestamp), @sampling)
      ) AS reports
    FROM ${UPTAKE}
    WHERE ${where(conditions)}
  )
  SELECT
    MIN(submission_timestamp) AS min_timestamp,
    MAX(submission_timestamp) AS max_timestamp,
    APPROX_QUANTILES(age, 100) AS age_percentiles
  FROM broadcasts
  WHERE age IS NOT NULL AND reports > IF(channel = 'nightly', 2000, 10000)
  GROUP BY channel
  ORDER BY COUNT(*) DESC`;
}
