import type { Metric } from "./metric.ts";

export interface OutboxMetricsInput {
  /** Who is told, and how that goes. */
  readonly destinations: readonly {
    readonly destination: string;
    readonly waiting: number;
    readonly delivered: number;
    readonly failed: number;
    readonly dropped: number;
  }[];
}

/** What people are told, and whether it reaches them. */
export function outboxMetrics({ destinations }: OutboxMetricsInput): Metric[] {
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
