import { STATUSES } from "../../outcome.ts";
import type { CheckState } from "../board_document.ts";
import { type Metric, seconds } from "./metric.ts";

/** What is known of each check. */
export function checkMetrics(checks: readonly CheckState[]): Metric[] {
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

function labelsOf({ project, name }: CheckState): Record<string, string> {
  return { project, check: name };
}
