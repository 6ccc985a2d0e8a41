import type { CannotRun } from "../agent_protocol.ts";
import type { Definition } from "../definition.ts";
import { silentAt } from "../schedule.ts";
import type { BoardAgent } from "./board_document.ts";
import { iso } from "./brief.ts";

/** What is known of an agent since it was last heard of. Times are epoch milliseconds. */
export interface HeardOf {
  readonly at: number;
  readonly version: string;
  readonly started_at: number;
  readonly configuration: string;
  readonly backlog: number;
  readonly dropped: number;
  readonly cannot_run: readonly CannotRun[];
  readonly skew: number;
  /** Milliseconds. */
  readonly lag: number | null;
}

export interface AgentSight {
  readonly name: string;
  readonly checks: readonly Definition[];
  /** The hash of the assignment that is current. */
  readonly configuration: string;
  readonly heard: HeardOf | undefined;
  readonly now: number;
  readonly tickMs: number;
}

/** An agent as the dashboard reads it. */
export function agentStateOf({ name, checks, configuration, heard, now, tickMs }: AgentSight): BoardAgent {
  if (!heard) {
    const times = { last_seen: null, silent_at: null, started_at: null };
    const nothing = { version: null, lag: null, skew: null, backlog: 0, dropped: 0, configuration: null };
    return {
      name,
      state: "never",
      ...times,
      ...nothing,
      current: false,
      checks: checks.length,
      cannot_run: [],
    };
  }
  const silent = silentAt(checks, heard.at, tickMs);
  return {
    name,
    state: now > silent ? "silent" : "live",
    last_seen: iso(heard.at),
    silent_at: iso(silent),
    started_at: isoOrNull(heard.started_at),
    version: heard.version,
    lag: heard.lag === null ? null : Math.round(heard.lag / 100) / 10,
    skew: heard.skew,
    backlog: heard.backlog,
    dropped: heard.dropped,
    configuration: heard.configuration === "" ? null : heard.configuration,
    current: heard.configuration === configuration,
    checks: checks.length,
    cannot_run: [...heard.cannot_run],
  };
}

/** What of an agent's state dashboards are told at once; the rest moves with every batch. */
export function tellingOf(agent: BoardAgent): string {
  const { last_seen: _, silent_at: __, lag: ___, skew: ____, backlog, ...telling } = agent;
  return JSON.stringify({ ...telling, behind: backlog > 0 });
}

/** An agent says when it started: a number may be no time at all. */
function isoOrNull(at: number): string | null {
  return Math.abs(at) <= 8.64e15 ? iso(at) : null;
}
