import type { BoardAgent, CheckState } from "./board_document.ts";
import { agentMetrics } from "./metrics/agent_metrics.ts";
import { checkMetrics } from "./metrics/check_metrics.ts";
import { historyMetrics, type LookoutMetricsInput, lookoutMetrics } from "./metrics/lookout_metrics.ts";
import { renderMetric } from "./metrics/metric.ts";
import { type OutboxMetricsInput, outboxMetrics } from "./metrics/outbox_metrics.ts";
import { incidentMetrics, type ServiceMetricsInput, serviceMetrics } from "./metrics/service_metrics.ts";

export interface MetricsInput extends LookoutMetricsInput, ServiceMetricsInput, OutboxMetricsInput {
  readonly checks: readonly CheckState[];
  readonly agents: readonly BoardAgent[];
}

/** Prometheus text format 0.0.4. */
export function renderMetrics(input: MetricsInput): string {
  return [
    ...checkMetrics(input.checks),
    ...agentMetrics(input.agents),
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
