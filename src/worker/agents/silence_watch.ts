import { brokenCheck } from "../../config/broken_check.ts";
import type { AgentConfig } from "../../config.ts";
import { type Definition, idOf } from "../../definition.ts";
import type { Incident, IncidentEvent } from "../../incidents/incident.ts";
import { quietAt, silentAt } from "../../schedule.ts";
import type { Clock } from "../../show/brief.ts";

// After a silence an agent runs all that is due, and tells of it.
const RETURN_MS = 3 * 60_000;

/** As much of an `AgentBook` as this needs. Times are epoch milliseconds. */
export interface AgentPages {
  of(agent: string): {
    readonly heard: { readonly at: number } | null;
    readonly told_silent: number | null;
    readonly untold: readonly string[];
  };
  tell(agent: string, told: { told_silent?: number | null; untold?: string[] }, at: number): void;
}

export interface SilenceOptions {
  readonly agents: ReadonlyMap<string, AgentConfig>;
  readonly maintained: (definition: Definition, now: number) => boolean;
}

/** Has people told once that an agent is silent, and not of each of its checks that there is no news. */
export class SilenceWatch {
  readonly #book: AgentPages;
  readonly #options: SilenceOptions;
  /** Since when the scheduler is back: before, no agent could be heard. */
  #awakeSince = Number.NEGATIVE_INFINITY;
  /** When each agent was found to be there again. */
  readonly #presentSince = new Map<string, number>();

  constructor(book: AgentPages, options: SilenceOptions) {
    this.#book = book;
    this.#options = options;
  }

  /** The events that are to be told. The others are remembered: what lasts when the agent is back is told then. */
  sift(events: readonly IncidentEvent[], clock: Clock): IncidentEvent[] {
    return events.filter((event) => {
      const { incident, type } = event;
      if (type !== "opened" || incident.ailment !== "stale") return true;
      const agent = this.#agentOf(incident);
      if (!agent || !this.#isQuiet(agent, clock)) return true;
      const { untold } = this.#book.of(agent.name);
      this.#book.tell(agent.name, { untold: [...untold, incident.id] }, clock.now);
      return false;
    });
  }

  /** News of agents, and of incidents that are not their silence after all. */
  listen(
    open: readonly Incident[],
    { now, tickMs, late }: Clock & { readonly late: boolean },
  ): IncidentEvent[] {
    if (late) this.#awakeSince = now;
    return [...this.#options.agents.values()].flatMap((agent) => [
      ...this.#silenceOf(agent, { now, tickMs }),
      ...this.#remaining(agent, open, { now, tickMs }),
    ]);
  }

  #silenceOf(agent: AgentConfig, { now, tickMs }: Clock): IncidentEvent[] {
    const { heard, told_silent } = this.#book.of(agent.name);
    const checks = agent.checks.map(({ definition }) => definition);
    if (!heard) return [];
    if (told_silent !== null && !this.#isQuiet(agent, { now, tickMs })) {
      this.#book.tell(agent.name, { told_silent: null }, now);
      return [{ type: "closed", incident: silence(agent, { start: told_silent, end: heard.at }), at: now }];
    }
    const silent = now > silentAt(checks, Math.max(heard.at, this.#awakeSince), tickMs);
    // While all of its checks are maintained nobody waits for it.
    const missed = checks.some((definition) => !this.#options.maintained(definition, now));
    if (told_silent !== null || !silent || !missed) return [];
    this.#book.tell(agent.name, { told_silent: heard.at }, now);
    return [{ type: "opened", incident: silence(agent, { start: heard.at, end: null }), at: now }];
  }

  #remaining(agent: AgentConfig, open: readonly Incident[], clock: Clock): IncidentEvent[] {
    const { name } = agent;
    const { now } = clock;
    const { untold } = this.#book.of(name);
    if (this.#isQuiet(agent, clock)) this.#presentSince.delete(name);
    else if (!this.#presentSince.has(name)) this.#presentSince.set(name, now);
    if (untold.length === 0) return [];
    const present = now - (this.#presentSince.get(name) ?? now) >= RETURN_MS;
    const lasting = open.filter(({ id }) => untold.includes(id));
    const due = lasting.filter(({ ailment }) => ailment !== "stale" || present);
    const rest = lasting.filter((incident) => !due.includes(incident)).map(({ id }) => id);
    if (rest.length < untold.length) this.#book.tell(name, { untold: rest }, now);
    return due.map((incident) => ({ type: "opened", incident, at: now }));
  }

  #isQuiet({ name, checks }: AgentConfig, { now, tickMs }: Clock): boolean {
    const { heard } = this.#book.of(name);
    const definitions = checks.map(({ definition }) => definition);
    return heard === null || now > quietAt(definitions, heard.at, tickMs);
  }

  #agentOf({ key }: Incident): AgentConfig | undefined {
    return [...this.#options.agents.values()].find(({ checks }) =>
      checks.some(({ definition }) => definition.key === key),
    );
  }
}

/** Agents as something that people are told of, by `agent:NAME`: no check has such a key. */
export function silenceDefinitions(agents: ReadonlyMap<string, AgentConfig>): [string, Definition][] {
  return [...agents.values()].map(({ name, checks }) => {
    const covers = checks.map(({ definition }) => definition);
    const definition: Definition = {
      ...{ project: "agent", name, key: keyOf(name), fingerprint: "", module: "", tags: [], ttl: 60 },
      ...{ after: 1, recover: 1, plot: undefined, agent: name, background: true, timeout: 30 },
      description: `It runs ${covers.map(idOf).join(", ")}.`,
      check: brokenCheck("Cannot run an agent"),
      covers,
    };
    return [definition.key, definition];
  });
}

function silence({ name }: AgentConfig, { start, end }: Pick<Incident, "start" | "end">): Incident {
  return {
    ...{
      id: `${keyOf(name)}:${start}`,
      key: keyOf(name),
      project: "agent",
      check: name,
      ailment: "stale",
      start,
      end,
    },
    ...{ first: null, last_good: null, changed: [], bugs: [], cause: "", notes: [], maintenance: false },
  };
}

function keyOf(agent: string): string {
  return `agent:${agent}`;
}
