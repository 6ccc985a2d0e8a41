import * as z from "zod";
import { defineCheck } from "#check";
import {
  Channels,
  type Condition,
  Hours,
  oneOf,
  parseRows,
  RowTime,
  reportsOf,
  Seconds,
  UPTAKE,
  valuesOf,
  where,
} from "./_uptake.ts";

// Nothing was to be had, or the client was not able to ask: no error of ours.
const HARMLESS = ["up_to_date", "network_error", "offline_error", "shutdown_error"];

const Row = z.object({
  period: RowTime,
  source: z.string(),
  status: z.enum(["success", "error"]),
  row_count: z.int().nonnegative(),
});
type Row = z.infer<typeof Row>;

export default defineCheck({
  documentation: `
The share of errors that clients report is below a maximum, for each source and period of \`period_sampling_seconds\`.

The lowest and the highest share in percent, their source and period, the time between the first and the last period,
and the sources and periods that have too many errors are returned. Sources with fewer than \`min_total_events\` clients
in a period do not count. No data at all is a failure.

Data: \`{min_rate, min_rate_key, max_rate, max_rate_key, min_timestamp, max_timestamp, failing: [{source, period, error,
success}]}\`, or \`{info}\`.

A run costs one request of 1 KiB for the current ESR of Firefox (unless \`include_legacy_versions\`), one query of
BigQuery over \`period_hours\` of telemetry, and 1 ms of CPU. Google charges a query by the bytes that it reads: a
\`ttl\` of an hour is enough.
`,
  params: z.strictObject({
    max_error_percentage: z.number().nonnegative().describe("exclusive"),
    min_total_events: z.int().nonnegative().default(1000).describe("clients"),
    sources: z.array(z.string()).default([]),
    channels: Channels.default([]),
    ignore_status: z.array(z.string()).default([]),
    ignore_versions: z.array(z.int()).default([]),
    period_hours: Hours.default(4),
    period_sampling_seconds: Seconds.default(600),
    include_legacy_versions: z.boolean().default(false),
  }),
  exposed: [
    "max_error_percentage",
    "min_total_events",
    "sources",
    "channels",
    "ignore_status",
    "ignore_versions",
    "period_hours",
    "period_sampling_seconds",
    "include_legacy_versions",
  ],
  plot: ".max_rate",
  needs: ["bigquery"],

  async run(ctx, params) {
    const { max_error_percentage, min_total_events, period_sampling_seconds } = params;
    const conditions = [...(await reportsOf(ctx, params)), ...conditionsOf(params)];
    const values = { ...valuesOf(conditions), sampling: period_sampling_seconds };
    const rows = parseRows([...(await ctx.bigquery(queryOf(conditions), values))], Row);
    if (rows.length === 0) return { success: false, data: { info: "No telemetry data" } };

    const groups = groupsOf(rows).filter(({ total }) => total > 0 && total >= min_total_events);
    const failing = groups.filter(({ rate }) => rate >= max_error_percentage);
    const [lowest] = groups.toSorted((one, other) => one.rate - other.rate);
    const [highest] = groups.toSorted((one, other) => other.rate - one.rate);
    const periods = rows.map(({ period }) => period).sort();
    return {
      success: failing.length === 0,
      data: {
        min_rate: lowest?.rate ?? null,
        min_rate_key: lowest?.key ?? null,
        max_rate: highest?.rate ?? null,
        max_rate_key: highest?.key ?? null,
        min_timestamp: periods.at(0) ?? null,
        max_timestamp: periods.at(-1) ?? null,
        failing: failing.map(({ source, period, error, success }) => ({ source, period, error, success })),
      },
    };
  },
});

interface Selection {
  readonly sources: readonly string[];
  readonly ignore_status: readonly string[];
  readonly ignore_versions: readonly number[];
}

function conditionsOf({ sources, ignore_status, ignore_versions }: Selection): Condition[] {
  const ignored: Condition = [
    "IFNULL(major_version, 0) NOT IN UNNEST(@ignore_versions)",
    { ignore_versions },
  ];
  return [
    ["extra_status = 'success' OR extra_status LIKE '%error%'"],
    ["extra_status NOT IN UNNEST(@ignore_status)", { ignore_status: [...HARMLESS, ...ignore_status] }],
    ...oneOf("extra_source", { sources }),
    ...(ignore_versions.length > 0 ? [ignored] : []),
  ];
}

function queryOf(conditions: readonly Condition[]): string {
  return `
  SELECT
    TIMESTAMP_SECONDS(@sampling * DIV(UNIX_SECONDS(submission_timestamp), @sampling)) AS period,
    IFNULL(extra_source, 'unknown') AS source,
    IF(extra_status = 'success', 'success', 'error') AS status,
    COUNT(DISTINCT client_id) AS row_count
  FROM ${UPTAKE}
  WHERE ${where(conditions)}
  GROUP BY period, source, status
  ORDER BY source, period DESC, status`;
}

/** What clients report of one source in one period, in the order of the rows. */
function groupsOf(rows: readonly Row[]) {
  const counts = new Map<string, { source: string; period: string; error: number; success: number }>();
  for (const { source, period, status, row_count } of rows) {
    const key = `${period} ${source}`;
    const group = counts.get(key) ?? { source, period, error: 0, success: 0 };
    counts.set(key, { ...group, [status]: group[status] + row_count });
  }
  return [...counts].map(([key, group]) => {
    const total = group.error + group.success;
    return { ...group, key, total, rate: roundedToEven((group.error * 100) / total) };
  });
}

/** Two digits, as Python rounds: a number exactly between two goes to the even one. */
function roundedToEven(value: number): number {
  const isBetween = Number.isInteger(value * 8) && (value * 8) % 2 === 1;
  return isBetween ? (2 * Math.round(value * 50)) / 100 : Number(value.toFixed(2));
}
