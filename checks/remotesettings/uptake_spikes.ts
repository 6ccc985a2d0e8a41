import * as z from "zod";
import { type CheckContext, defineCheck } from "#check";
import {
  type Condition,
  Hours,
  parseRows,
  RowTime,
  reportsOf,
  Seconds,
  sinceVersion,
  UPTAKE,
  valuesOf,
  where,
  wholePeriod,
} from "./_uptake.ts";

// The oldest version that reports as the current ones do.
const OLDEST_VERSION = 91;

const Row = z.object({
  min_timestamp: RowTime,
  max_timestamp: RowTime,
  source: z.string(),
  total: z.int().nonnegative(),
});
type Row = z.infer<typeof Row>;

export default defineCheck({
  documentation: `
No period of \`period_sampling_seconds\` has too many clients that report a certain status, all sources together.

The highest total of a period, for each source the period in which it had its own highest, the highest first, and the
time between the first and the last period are returned. One client in a hundred reports on the channels release and
esr: these count a hundred times. Without any report the check cannot tell: a status that is misspelt would look the
same.

Data: \`{max_total, sources: {source: {total, min_timestamp, max_timestamp}}, min_timestamp, max_timestamp}\`.

A run costs one request of 1 KiB for the current ESR of Firefox (unless \`min_version\` or \`include_legacy_versions\`
says which versions count), one query of BigQuery over \`period_hours\` of telemetry, and 1 ms of CPU. Google charges a
query by the bytes that it reads: a \`ttl\` of an hour is enough.
`,
  params: z.strictObject({
    status: z.string(),
    max_total: z.int().nonnegative().describe("clients, exclusive"),
    period_hours: Hours.default(48),
    period_sampling_seconds: Seconds.default(600),
    min_version: z.int().optional(),
    include_legacy_versions: z.boolean().default(false),
  }),
  exposed: [
    "status",
    "max_total",
    "period_hours",
    "period_sampling_seconds",
    "min_version",
    "include_legacy_versions",
  ],
  plot: ".max_total",
  needs: ["bigquery"],

  async run(ctx, params) {
    const { status, max_total, period_hours, period_sampling_seconds } = params;
    const conditions: Condition[] = [
      ...(await reportsOfVersions(ctx, params)),
      ["extra_status = @status", { status }],
    ];
    const values = { ...valuesOf(conditions), sampling: period_sampling_seconds };
    const rows = parseRows([...(await ctx.bigquery(queryOf(conditions), values))], Row);
    if (rows.length === 0)
      throw new RangeError(`Cannot tell: no client reported ${status} within ${period_hours} hours`);
    const highest = Math.max(...totalsOf(rows));
    return {
      success: highest < max_total,
      data: { max_total: highest, sources: worstPeriods(rows), ...wholePeriod(rows) },
    };
  },
});

interface Versions {
  readonly period_hours: number;
  readonly min_version?: number | undefined;
  readonly include_legacy_versions: boolean;
}

async function reportsOfVersions(ctx: CheckContext, versions: Versions): Promise<Condition[]> {
  const { period_hours, min_version, include_legacy_versions } = versions;
  const lowest = min_version ?? (include_legacy_versions ? OLDEST_VERSION : undefined);
  if (lowest === undefined) return await reportsOf(ctx, versions);
  const all = await reportsOf(ctx, { period_hours, include_legacy_versions: true });
  return [...all, sinceVersion(lowest)];
}

function queryOf(conditions: readonly Condition[]): string {
  return `
  WITH reports AS (
    SELECT
      DIV(UNIX_SECONDS(submission_timestamp), @sampling) AS nth_period,
      IFNULL(extra_source, 'unknown') AS source,
      normalized_channel IN ('release', 'esr') AS is_sampled,
      COUNT(DISTINCT client_id) AS clients
    FROM ${UPTAKE}
    WHERE ${where(conditions)}
    GROUP BY nth_period, source, is_sampled
  )
  SELECT
    TIMESTAMP_SECONDS(nth_period * @sampling) AS min_timestamp,
    TIMESTAMP_SECONDS((nth_period + 1) * @sampling) AS max_timestamp,
    source,
    SUM(IF(is_sampled, 100 * clients, clients)) AS total
  FROM reports
  GROUP BY nth_period, source
  ORDER BY nth_period, source`;
}

/** Of each period, all sources together. */
function totalsOf(rows: readonly Row[]): number[] {
  const totals = new Map<string, number>();
  for (const { min_timestamp, total } of rows)
    totals.set(min_timestamp, (totals.get(min_timestamp) ?? 0) + total);
  return [...totals.values()];
}

/** Of each source the period with its highest total, the first of several. */
function worstPeriods(rows: readonly Row[]) {
  const worst = new Map<string, Row>();
  for (const row of rows) {
    const known = worst.get(row.source);
    if (!known || row.total > known.total) worst.set(row.source, row);
  }
  const descending = [...worst.values()].sort((one, other) => other.total - one.total);
  return Object.fromEntries(descending.map(({ source, ...period }) => [source, period]));
}
