import { type Definition, idOf } from "../../definition.ts";
import type { BoardDocument, CheckState } from "../../show/board_document.ts";
import { type Brief, boardCheckOf, type Clock, iso, type Moment, stateOf } from "../../show/brief.ts";
import { renderMetrics } from "../../show/metrics.ts";
import type { AgentDesk, AgentReport } from "../agents/agent_desk.ts";
import type { BacklogState } from "../history/backlog.ts";
import type { IncidentDesk } from "../incidents/incident_desk.ts";
import type { DestinationState } from "../outbox/outbox.ts";
import type { Service } from "../service.ts";
import type { BoardStore, Publication } from "./board_store.ts";

export interface BoardViewOptions {
  readonly service: Service;
  readonly store: BoardStore;
  readonly desk: IncidentDesk;
  readonly agents: AgentDesk;
}

/** How the service itself fares, for operators. */
export interface Vitals {
  /** When the scheduler last ran, in epoch milliseconds; null: never. */
  readonly tickedAt: number | null;
  /** The history that waits for the database, of each Lookout, and what was lost. */
  readonly backlogs: readonly (BacklogState & { readonly lost: number })[];
  /** How many last, and how many, with their notes, wait for D1. */
  readonly incidents: { readonly open: number; readonly waiting: number };
  readonly destinations: readonly DestinationState[];
  readonly agents: readonly AgentReport[];
}

/** What the Board knows, as it is shown. */
export class BoardView {
  readonly #options: BoardViewOptions;

  constructor(options: BoardViewOptions) {
    this.#options = options;
  }

  get definitions(): Definition[] {
    return [...this.#options.service.definitions.values()];
  }

  clock(): Clock {
    return { now: Date.now(), tickMs: this.#options.service.settings.tickMs };
  }

  briefOf(definition: Definition): Brief | undefined {
    const { store, service } = this.#options;
    return store.get(service.lookoutOf(definition))?.briefs[definition.key];
  }

  stateOf(definition: Definition): CheckState {
    return stateOf(definition, this.briefOf(definition), this.#momentOf(definition));
  }

  /** The maintenance of each check as JSON, by `project/name`. */
  maintenance(): Map<string, string> {
    const { now } = this.clock();
    const { desk } = this.#options;
    return new Map(this.definitions.map((one) => [idOf(one), JSON.stringify(desk.maintenanceOf(one, now))]));
  }

  document(): BoardDocument {
    const { service, store, agents } = this.#options;
    const { settings, problems } = service;
    const clock = this.clock();
    return {
      service: settings.service,
      title: settings.title,
      environment: settings.environment,
      now: iso(clock.now),
      last_tick: store.tickedAt === undefined ? null : iso(store.tickedAt),
      problems: [...problems],
      checks: this.definitions.map((one) => boardCheckOf(one, this.briefOf(one), this.#momentOf(one))),
      agents: agents.states(clock),
    };
  }

  /** Prometheus text. */
  metrics(connections: number): string {
    const { service, store, desk, agents } = this.#options;
    return renderMetrics({
      checks: this.definitions.map((definition) => this.stateOf(definition)),
      agents: agents.states(this.clock()),
      counters: this.#publications().map(({ lookout, counters, backlog }) => ({
        lookout,
        backlog,
        ...counters,
      })),
      boardRowsWritten: store.rowsWritten,
      tickedAt: store.tickedAt,
      problems: service.problems.length,
      connections,
      incidents: this.#incidentCounts(),
      knownIssuesAsOf: desk.shelf.shelf.asOf,
      destinations: desk.outbox.states,
    });
  }

  vitals(): Vitals {
    const { store, desk, agents } = this.#options;
    return {
      tickedAt: store.tickedAt ?? null,
      backlogs: this.#publications().map(({ backlog, counters }) => ({
        ...backlog,
        lost: counters.hours_lost,
      })),
      incidents: this.#incidentCounts(),
      destinations: desk.outbox.states,
      agents: agents.reports(this.clock()),
    };
  }

  #incidentCounts(): Vitals["incidents"] {
    const { book, incidents } = this.#options.desk;
    return { open: book.open.length, waiting: incidents.backlog() };
  }

  #publications(): Publication[] {
    const { service, store } = this.#options;
    return [...service.lookouts.keys()].flatMap((name) => store.get(name) ?? []);
  }

  #momentOf(definition: Definition): Moment {
    const clock = this.clock();
    const { desk } = this.#options;
    const maintenance = desk.maintenanceOf(definition, clock.now);
    return { ...clock, incident: desk.book.openOf(definition), maintenance };
  }
}
