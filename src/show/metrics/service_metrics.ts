import type { Metric } from "./metric.ts";

export interface ServiceMetricsInput {
  /** Epoch milliseconds. */
  readonly tickedAt: number | undefined;
  readonly problems: number;
  /** Dashboards that are connected. */
  readonly connections: number;
  /** How many last, and how many (with their notes) wait for the database. */
  readonly incidents: { readonly open: number; readonly waiting: number };
  /** Epoch milliseconds when the tracker of known issues last answered; null: never. */
  readonly knownIssuesAsOf: number | null;
}

/** What is known of the service itself. */
export function serviceMetrics({
  tickedAt,
  problems,
  connections,
  knownIssuesAsOf,
}: ServiceMetricsInput): Metric[] {
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

/** What went wrong. */
export function incidentMetrics({
  incidents: { open, waiting },
}: Pick<ServiceMetricsInput, "incidents">): Metric[] {
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
