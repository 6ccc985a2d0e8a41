import { type Definition, idOf } from "../../definition.ts";
import type { IncidentEvent } from "../../incidents/incident.ts";
import { similarSentence } from "../../incidents/similar_sentence.ts";
import { type CurrentMaintenance, maintenanceAt } from "../../maintenance/maintenance.ts";
import type { Clock } from "../../show/brief.ts";
import type { AgentBook } from "../agents/agent_book.ts";
import { SilenceWatch, silenceDefinitions } from "../agents/silence_watch.ts";
import { KnownIssueShelf } from "../board/known_issue_shelf.ts";
import { MaintenanceBook } from "../board/maintenance_book.ts";
import type { Shared } from "../board/shared.ts";
import { reportCrash } from "../crash.ts";
import type { Env } from "../env.ts";
import { logError } from "../log.ts";
import { createOutbox } from "../outbox/notifications.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Service } from "../service.ts";
import { IncidentBook, type Sight } from "./incident_book.ts";
import { IncidentStore } from "./incident_store.ts";

export interface IncidentDeskOptions {
  readonly service: Service;
  readonly agents: AgentBook;
  /** Told of rows written for incidents. */
  readonly count: (rowsWritten: number) => void;
}

/** What follows from the states of checks: incidents, with what is known when they begin, and news of them. */
export class IncidentDesk {
  readonly incidents: IncidentStore;
  readonly book: IncidentBook;
  readonly outbox: Outbox;
  readonly maintenance: MaintenanceBook;
  readonly shelf: KnownIssueShelf;
  readonly #agents: AgentBook;
  readonly #silence: SilenceWatch;
  readonly #ctx: DurableObjectState;
  readonly #service: Service;
  /** Of all checks that are configured. */
  readonly #definitions: ReadonlyMap<string, Definition>;

  constructor(ctx: DurableObjectState, env: Env, { service, agents, count }: IncidentDeskOptions) {
    const { sql } = ctx.storage;
    this.#ctx = ctx;
    this.#service = service;
    this.#definitions = new Map([...service.definitions.values()].map((one) => [one.key, one]));
    this.shelf = new KnownIssueShelf(sql, service);
    this.maintenance = new MaintenanceBook(sql, service.config.maintenance);
    this.incidents = new IncidentStore(sql, count);
    this.book = new IncidentBook(this.incidents, {
      circumstancesOf: (definition, at) => ({
        bugs: this.shelf.urlsOf(idOf(definition)),
        maintenance: this.maintenanceOf(definition, at) !== null,
      }),
    });
    this.#agents = agents;
    this.#silence = new SilenceWatch(agents, {
      agents: service.config.agents,
      maintained: (definition, now) => this.maintenanceOf(definition, now) !== null,
    });
    // People are told of agents as of checks.
    const told = new Map([...service.definitions, ...silenceDefinitions(service.config.agents)]);
    this.outbox = createOutbox(ctx.storage, {
      env,
      service: { ...service, definitions: told },
      quiet: (definition, now) => this.maintenanceOf(definition, now) !== null,
      similarTo: (keys) => similarSentence(keys, this.incidents.all(), Date.now()),
    });
  }

  /** Opens and closes incidents. If news cannot be handed on, they have not happened: the next look finds them again. */
  observe(sights: readonly Sight[], clock: Clock): readonly IncidentEvent[] {
    return this.#noting(() => {
      const events = [
        ...this.book.retire(new Set(this.#definitions.keys()), clock.now),
        ...this.book.observe(sights, clock),
        ...this.book.emerge((incident) => this.#isMaintained(incident, clock.now), clock.now),
      ];
      const told = this.#silence.sift(events, clock);
      if (told.length > 0) this.outbox.take(told);
      return events;
    });
  }

  /** With each tick: tells of agents that are silent, or back. `late`: the scheduler was away, and so perhaps the way here. */
  listen(clock: Clock, late: boolean): void {
    this.#noting(() => {
      const events = this.#silence.listen(this.book.open, { ...clock, late });
      if (events.length > 0) this.outbox.take(events);
      return events;
    });
  }

  #noting(work: () => readonly IncidentEvent[]): readonly IncidentEvent[] {
    try {
      return this.#ctx.storage.transactionSync(work);
    } catch (error) {
      logError("Cannot note incidents", error);
      this.#ctx.waitUntil(reportCrash(this.#service, "note incidents", error));
      this.book.doubt();
      this.#agents.reload();
      return [];
    }
  }

  /** What answers need to know; undefined where the caller knows it already. */
  shared(known: string): Shared | undefined {
    const { windows } = this.maintenance;
    const version = [this.shelf.version, ...windows.map(({ id, to }) => `${id}@${to}`)].join();
    if (version === known) return undefined;
    return { version, shelf: this.shelf.shelf, maintenance: windows };
  }

  maintenanceOf(definition: Definition, at: number): CurrentMaintenance | null {
    return maintenanceAt(this.maintenance.all, definition, at);
  }

  #isMaintained({ key }: Pick<Definition, "key">, now: number): boolean {
    const definition = this.#definitions.get(key);
    return definition !== undefined && this.maintenanceOf(definition, now) !== null;
  }
}
