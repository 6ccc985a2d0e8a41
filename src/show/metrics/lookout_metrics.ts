import type { Metric } from "./metric.ts";

export interface LookoutMetricsInput {
  readonly counters: readonly {
    readonly lookout: string;
    readonly runs: number;
    readonly failed: number;
    readonly errored: number;
    readonly rows_written: number;
    /** Rows written in the database. */
    readonly history_rows: number;
    readonly hours_lost: number;
    readonly backlog: { readonly hours: number; readonly oldest: number | null };
  }[];
  readonly boardRowsWritten: number;
}

/** What Lookouts have run, and written. */
export function lookoutMetrics({ counters, boardRowsWritten }: LookoutMetricsInput): Metric[] {
  const counter = (name: string, help: string, key: "runs" | "failed" | "errored"): Metric => ({
    name,
    type: "counter",
    help,
    samples: counters.map((one) => ({ labels: { lookout: one.lookout }, value: one[key] })),
  });
  const rows = counters.map(({ lookout, rows_written }) => ({
    labels: { object: `lookout/${lookout}` },
    value: rows_written,
  }));
  const stored = counters.map(({ lookout, history_rows }) => ({
    labels: { object: `history/${lookout}` },
    value: history_rows,
  }));
  return [
    counter("poucave_runs_total", "Runs of checks.", "runs"),
    counter("poucave_failures_total", "Runs that found that the service does not hold.", "failed"),
    counter("poucave_errors_total", "Runs that could not tell.", "errored"),
    {
      name: "poucave_rows_written_total",
      type: "counter",
      help: "Rows written to the storage of Durable Objects and to the database.",
      samples: [...rows, { labels: { object: "board" }, value: boardRowsWritten }, ...stored],
    },
  ];
}

/** What waits for the database. */
export function historyMetrics({ counters }: Pick<LookoutMetricsInput, "counters">): Metric[] {
  const waiting = counters.map(({ lookout, backlog }) => ({ labels: { lookout }, value: backlog.hours }));
  const oldest = counters.flatMap(({ lookout, backlog }) =>
    backlog.oldest === null ? [] : [{ labels: { lookout }, value: backlog.oldest / 1000 }],
  );
  const lost = counters.map(({ lookout, hours_lost }) => ({ labels: { lookout }, value: hours_lost }));
  return [
    {
      name: "poucave_history_backlog_rows",
      type: "gauge",
      help: "Rows, an hour of a check each, that wait for the database.",
      samples: waiting,
    },
    {
      name: "poucave_history_backlog_oldest_timestamp_seconds",
      type: "gauge",
      help: "When the oldest hour that waits began.",
      samples: oldest,
    },
    {
      name: "poucave_history_lost_rows_total",
      type: "counter",
      help: "Rows that were given up, since the database was away for too long.",
      samples: lost,
    },
  ];
}
