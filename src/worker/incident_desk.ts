import { type Definition, idOf } from "../definition.ts";
import type { IncidentEvent } from "../incidents/incident.ts";
import { similarSentence } from "../incidents/similar_sentence.ts";
import { type CurrentMaintenance, maintenanceAt } from "../maintenance/maintenance.ts";
import type { Clock } from "../show/brief.ts";
import { reportCrash } from "./crash.ts";
import type { Env } from "./env.ts";
import { IncidentBook, type Sight } from "./incident_book.ts";
import { IncidentStore } from "./incident_store.ts";
import { KnownIssueShelf } from "./known_issue_shelf.ts";
import { logError } from "./log.ts";
import { MaintenanceBook } from "./maintenance_book.ts";
import { createOutbox } from "./notifications.ts";
import type { Outbox } from "./outbox.ts";
import type { Service } from "./service.ts";

export interface IncidentDeskOptions {
  readonly service: Service;
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
  readonly #ctx: DurableObjectState;
  readonly #service: Service;
  /** Of all checks that are configured. */
  readonly #definitions: ReadonlyMap<string, Definition>;

  constructor(ctx: DurableObjectState, env: Env, { service, count }: IncidentDeskOptions) {
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
    this.outbox = createOutbox(ctx.storage, {
      env,
      service,
      quiet: (definition, now) => this.maintenanceOf(definition, now) !== null,
      similarTo: (keys) => similarSentence(keys, this.incidents.all(), Date.now()),
    });
  }

  /** Opens and closes incidents. If news cannot be handed on, they have not happened: the next look finds them again. */
  observe(sights: readonly Sight[], clock: Clock): readonly IncidentEvent[] {
    try {
      return this.#ctx.storage.transactionSync(() => {
        const events = [
          ...this.book.retire(new Set(this.#definitions.keys()), clock.now),
          ...this.book.observe(sights, clock),
          ...this.book.emerge((incident) => this.#isMaintained(incident, clock.now), clock.now),
        ];
        if (events.length > 0) this.outbox.take(events);
        return events;
      });
    } catch (error) {
      logError("Cannot note incidents", error);
      this.#ctx.waitUntil(reportCrash(this.#service, "note incidents", error));
      this.book.doubt();
      return [];
    }
  }

  maintenanceOf(definition: Definition, at: number): CurrentMaintenance | null {
    return maintenanceAt(this.maintenance.all, definition, at);
  }

  #isMaintained({ key }: Pick<Definition, "key">, now: number): boolean {
    const definition = this.#definitions.get(key);
    return definition !== undefined && this.maintenanceOf(definition, now) !== null;
  }
}
