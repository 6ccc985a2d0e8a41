import { STATUSES } from "../outcome.ts";
import type { CheckState } from "./board_document.ts";

export interface MetricsInput {
  readonly checks: readonly CheckState[];
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
  /** Epoch milliseconds. */
  readonly tickedAt: number | undefined;
  readonly problems: number;
  /** Dashboards that are connected. */
  readonly connections: number;
  /** How many last, and how many (with their notes) wait for the database. */
  readonly incidents: { readonly open: number; readonly waiting: number };
  /** Epoch milliseconds when the tracker of known issues last answered; null: never. */
  readonly knownIssuesAsOf: number | null;
  /** Who is told, and how that goes. */
  readonly destinations: readonly {
    readonly destination: string;
    readonly waiting: number;
    readonly delivered: number;
    readonly failed: number;
    readonly dropped: number;
  }[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Prometheus text format 0.0.4. Labels come from the configuration alone: their number is bounded, and none is secret. */
export function renderMetrics(input: MetricsInput): string {
  return [
    ...checkMetrics(input.checks),
    ...lookoutMetrics(input),
    ...historyMetrics(input),
    ...incidentMetrics(input),
    ...serviceMetrics(input),
    ...outboxMetrics(input),
  ]
    .filter(({ samples }) => samples.length > 0)
    .map(renderMetric)
    .join("");
}

function checkMetrics(checks: readonly CheckState[]): Metric[] {
  const gauge = (name: string, help: string, value: (check: CheckState) => number | null): Metric => {
    const samples = checks.flatMap((check) => {
      const found = value(check);
      return found === null ? [] : [{ labels: labelsOf(check), value: found }];
    });
    return { name, type: "gauge", help, samples };
  };
  const states = checks.flatMap((check) =>
    STATUSES.map((status) => ({
      labels: { ...labelsOf(check), status },
      value: check.status === status ? 1 : 0,
    })),
  );
  return [
    {
      name: "poucave_check_status",
      type: "gauge",
      help: "1 for the status that the check has.",
      samples: states,
    },
    gauge("poucave_check_maintenance", "1 while nobody is told what the check finds.", ({ maintenance }) =>
      maintenance ? 1 : 0,
    ),
    gauge("poucave_check_duration_seconds", "Duration of the last run.", ({ duration }) => seconds(duration)),
    gauge("poucave_check_value", "The plotted number of the last run.", ({ value }) => value),
    gauge("poucave_check_last_run_timestamp_seconds", "When the last run ended.", ({ datetime }) =>
      seconds(datetime === null ? null : Date.parse(datetime)),
    ),
  ];
}

function lookoutMetrics({ counters, boardRowsWritten }: MetricsInput): Metric[] {
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

function historyMetrics({ counters }: MetricsInput): Metric[] {
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

function incidentMetrics({ incidents: { open, waiting } }: MetricsInput): Metric[] {
  return [
    {
      name: "poucave_incidents_open",
      type: "gauge",
      help: "Incidents that have not ended.",
      samples: [{ value: open }],
    },
    {
      name: "poucave_incidents_backlog",
      type: "gauge",
      help: "Incidents and notes that wait for the database.",
      samples: [{ value: waiting }],
    },
  ];
}

function serviceMetrics({ tickedAt, problems, connections, knownIssuesAsOf }: MetricsInput): Metric[] {
  const ticks = tickedAt === undefined ? [] : [{ value: tickedAt / 1000 }];
  return [
    {
      name: "poucave_scheduler_last_tick_timestamp_seconds",
      type: "gauge",
      help: "When the scheduler last ran.",
      samples: ticks,
    },
    {
      name: "poucave_configuration_problems",
      type: "gauge",
      help: "What is wrong with the configuration.",
      samples: [{ value: problems }],
    },
    {
      name: "poucave_dashboards",
      type: "gauge",
      help: "Dashboards connected.",
      samples: [{ value: connections }],
    },
    {
      name: "poucave_known_issues_timestamp_seconds",
      type: "gauge",
      help: "When the tracker of known issues last answered.",
      samples: knownIssuesAsOf === null ? [] : [{ value: knownIssuesAsOf / 1000 }],
    },
  ];
}

function outboxMetrics({ destinations }: MetricsInput): Metric[] {
  const results = ["delivered", "failed", "dropped"] as const;
  return [
    {
      name: "poucave_outbox_waiting",
      type: "gauge",
      help: "Notices that wait for delivery.",
      samples: destinations.map(({ destination, waiting }) => ({ labels: { destination }, value: waiting })),
    },
    {
      name: "poucave_deliveries_total",
      type: "counter",
      help: "Messages delivered, attempts that failed, and notices dropped.",
      samples: destinations.flatMap((one) =>
        results.map((result) => ({
          labels: { destination: one.destination, result },
          value: one[result],
        })),
      ),
    },
  ];
}

function labelsOf({ project, name }: CheckState): Record<string, string> {
  return { project, check: name };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function renderMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels = {}, value }) => `${name}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
