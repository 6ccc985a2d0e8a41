import type { AgentConfig } from "../../config.ts";
import { agentStateOf, tellingOf } from "../../show/agent_state.ts";
import type { BoardAgent } from "../../show/board_document.ts";
import { type Clock, iso } from "../../show/brief.ts";
import type { Service } from "../service.ts";
import { AgentBook } from "./agent_book.ts";
import { type Asked, workOf } from "./assignment.ts";
import type { Hearing } from "./hearing.ts";
import { RefreshBook } from "./refresh_book.ts";

/** How an agent fares. Times are ISO 8601 in UTC. */
export interface AgentReport extends Pick<BoardAgent, "name" | "state" | "last_seen"> {
  /** How many checks it cannot run. */
  readonly cannot_run: number;
  /** Its last batch that was not taken, unless one was taken since; `skew` are milliseconds. */
  readonly refused: { readonly at: string; readonly why: string; readonly skew: number | null } | null;
}

/** What the Board has to do with agents: what is known of them, and what they are asked to run at once. */
export class AgentDesk {
  readonly book: AgentBook;
  readonly #refreshes: RefreshBook;
  readonly #service: Service;
  /** What dashboards know, by the name of the agent. */
  readonly #shown = new Map<string, string>();
  #ticked = "[]";

  constructor(
    sql: SqlStorage,
    { service, count }: { service: Service; count: (rowsWritten: number) => void },
  ) {
    this.#service = service;
    this.book = new AgentBook(sql, { agents: service.config.agents, count });
    this.#refreshes = new RefreshBook(sql, count);
  }

  states(clock: Clock): BoardAgent[] {
    return [...this.#service.config.agents.values()].map((agent) => this.#stateOf(agent, clock));
  }

  reports(clock: Clock): AgentReport[] {
    return this.states(clock).map(({ name, state, last_seen, cannot_run }) => {
      const { refusal, heard } = this.book.of(name);
      const current = refusal !== null && refusal.at > (heard?.at ?? 0);
      const refused = current ? { ...refusal, at: iso(refusal.at) } : null;
      return { name, state, last_seen, cannot_run: cannot_run.length, refused };
    });
  }

  /** The states of all agents, if one of them has changed in more than that it was heard. */
  news(clock: Clock): BoardAgent[] | null {
    const states = this.states(clock);
    const news = states.filter((state) => this.#shown.get(state.name) !== tellingOf(state));
    for (const state of news) this.#shown.set(state.name, tellingOf(state));
    return news.length > 0 ? states : null;
  }

  /** The states of all agents, if anything about them has changed since the last tick. */
  moved(clock: Clock): BoardAgent[] | null {
    const states = this.states(clock);
    const current = JSON.stringify(states);
    if (current === this.#ticked) return null;
    this.#ticked = current;
    for (const state of states) this.#shown.set(state.name, tellingOf(state));
    return states;
  }

  hear(hearing: Hearing): void {
    this.book.hear(hearing);
    this.#refreshes.answered(hearing.answered);
  }

  asked(agent: string, now: number): Asked {
    const config = this.#service.config.agents.get(agent);
    const configuration = config ? workOf(config, this.#service.settings).configuration : "";
    return { configuration, refresh: this.#refreshes.pending(agent, now) };
  }

  /** Has an agent run one of its checks; the id is that of the first who asked. */
  ask(agent: string, check: string, now: number): string {
    return this.#refreshes.ask({ agent, check, id: crypto.randomUUID() }, now);
  }

  isPending(id: string): boolean {
    return this.#refreshes.isPending(id);
  }

  #stateOf(agent: AgentConfig, clock: Clock): BoardAgent {
    const checks = agent.checks.map(({ definition }) => definition);
    const { configuration } = workOf(agent, this.#service.settings);
    return agentStateOf({
      name: agent.name,
      checks,
      configuration,
      heard: this.book.heard(agent.name),
      ...clock,
    });
  }
}
