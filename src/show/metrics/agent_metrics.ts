import type { BoardAgent } from "../board_document.ts";
import type { Metric, Sample } from "./metric.ts";

/** How agents fare. */
export function agentMetrics(agents: readonly BoardAgent[]): Metric[] {
  const metric = (
    { name, help, type = "gauge" }: { name: string; help: string; type?: Metric["type"] },
    value: (agent: BoardAgent) => number | null,
  ): Metric => ({
    name: `poucave_agent_${name}`,
    type,
    help,
    samples: agents.flatMap((agent): Sample[] => {
      const found = value(agent);
      return found === null ? [] : [{ labels: { agent: agent.name }, value: found }];
    }),
  });
  const heard = agents.filter(({ last_seen }) => last_seen !== null);
  return [
    metric({ name: "up", help: "1 while the agent is heard of." }, ({ state }) => (state === "live" ? 1 : 0)),
    {
      name: "poucave_agent_info",
      type: "gauge",
      help: "The version of the agent, and the hash of the assignment that it works by.",
      samples: heard.map(({ name, version, configuration }) => ({
        labels: { agent: name, version: version ?? "", configuration: configuration ?? "" },
        value: 1,
      })),
    },
    metric(
      { name: "last_seen_timestamp_seconds", help: "When the agent was last heard of." },
      ({ last_seen }) => (last_seen === null ? null : Date.parse(last_seen) / 1000),
    ),
    metric(
      { name: "lag_seconds", help: "From the end of its newest run to the arrival of the result." },
      ({ lag }) => lag,
    ),
    metric(
      { name: "clock_skew_seconds", help: "By how much the clock of the agent is ahead." },
      ({ skew }) => (skew === null ? null : skew / 1000),
    ),
    metric({ name: "backlog_results", help: "Results that wait at the agent." }, ({ backlog }) => backlog),
    metric(
      { name: "dropped_results_total", type: "counter", help: "Results that the agent had to give up." },
      ({ dropped }) => dropped,
    ),
    metric({ name: "checks", help: "Checks that the agent is to run." }, ({ checks }) => checks),
    metric(
      { name: "cannot_run_checks", help: "Checks that the agent cannot run." },
      ({ cannot_run }) => cannot_run.length,
    ),
    metric(
      { name: "configuration_current", help: "1 while the agent works by the current assignment." },
      ({ current }) => (current ? 1 : 0),
    ),
  ];
}
