import { DurableObject, exports } from "cloudflare:workers";
import type { BoardDocument, LiveMessage } from "../board_document.ts";
import { type Brief, boardCheckOf, type Clock, iso, type Moment, stateOf } from "../brief.ts";
import { type Definition, idOf } from "../definition.ts";
import type { Incident, IncidentEvent, Note } from "../incident.ts";
import type { IncidentFilter } from "../incident_filter.ts";
import { type CurrentMaintenance, maintenanceAt } from "../maintenance.ts";
import type { MaintenanceWindow } from "../maintenance_window.ts";
import { renderMetrics } from "../metrics.ts";
import { similarSentence } from "../similar_sentence.ts";
import type { BacklogState } from "./backlog.ts";
import { BoardStore, type Publication } from "./board_store.ts";
import { reportCrash } from "./crash.ts";
import type { Env } from "./env.ts";
import { inTime } from "./in_time.ts";
import { type Circumstances, IncidentBook } from "./incident_book.ts";
import { copyIncidents } from "./incident_copy.ts";
import { IncidentStore } from "./incident_store.ts";
import { KnownIssueShelf } from "./known_issue_shelf.ts";
import { logError } from "./log.ts";
import { MaintenanceBook } from "./maintenance_book.ts";
import { createOutbox } from "./notifications.ts";
import type { DestinationState, Outbox } from "./outbox.ts";
import { Retention } from "./retention.ts";
import { type Service, serviceOf } from "./service.ts";
import type { Shared } from "./shared.ts";

// The next tick comes in a minute, and settles what is left.
const CHORE_MS = 20_000;

// A scheduler that was away for longer comes back before its results do: what is old then is not stale yet.
const LATE_TICKS = 3;

/** Holds the state of all checks, and tells dashboards when one changes. */
export class Board extends DurableObject<Env> {
  readonly #service: Service;
  readonly #store: BoardStore;
  readonly #incidents: IncidentStore;
  readonly #book: IncidentBook;
  readonly #outbox: Outbox;
  readonly #maintenance: MaintenanceBook;
  readonly #shelf: KnownIssueShelf;
  readonly #retention: Retention;
  /** Of all checks that are configured. */
  readonly #keys: ReadonlySet<string>;
  /** What maintenance dashboards know of, by `project/name`. */
  #shown = new Map<string, string>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    this.#keys = new Set(this.#definitions().map(({ key }) => key));
    this.#store = new BoardStore(ctx.storage.sql);
    this.#shelf = new KnownIssueShelf(ctx.storage.sql, this.#service);
    this.#retention = new Retention(env.DB);
    this.#maintenance = new MaintenanceBook(ctx.storage.sql, this.#service.config.maintenance);
    this.#incidents = new IncidentStore(ctx.storage.sql);
    this.#book = new IncidentBook(this.#incidents, {
      circumstancesOf: (definition, at) => this.#circumstancesOf(definition, at),
    });
    this.#outbox = createOutbox(ctx.storage, {
      env,
      service: this.#service,
      quiet: (definition, now) => this.#maintenanceOf(definition, now) !== null,
      similarTo: (keys) => similarSentence(keys, this.#incidents.all(), Date.now()),
    });
    // Answered by the platform: a dashboard's keep-alive does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes over what a Lookout knows. Repeated and late publications change nothing. */
  async publish(publication: Publication): Promise<Published> {
    this.#take(publication);
    return { maintenance: this.#maintenance.windows };
  }

  #take(publication: Publication): void {
    const known = this.#store.get(publication.lookout);
    if (known && known.number >= publication.number) return;
    const changed = this.#changed(publication, known);
    this.#store.put(publication);
    this.#observe(changed);
    this.#broadcast(changed);
    const flipped = changed.filter(({ key }) => statusIn(known, key) !== statusIn(publication, key));
    if (flipped.length > 0) this.ctx.waitUntil(this.#purge(flipped));
  }

  /** Notes that the scheduler runs. Checks of which nothing has been heard grow stale. */
  async tick(now: number): Promise<void> {
    const { tickedAt } = this.#store;
    this.#store.tick(now);
    const late = tickedAt === undefined || now - tickedAt > LATE_TICKS * this.#service.settings.tickMs;
    this.#showMaintenance();
    if (late) return;
    const keys = this.#observe(this.#definitions()).map(({ incident }) => incident.key);
    this.#broadcast(this.#definitions().filter(({ key }) => keys.includes(key)));
  }

  /** What answers need to know; undefined where the caller knows it already. */
  async shared(known: string): Promise<Shared | undefined> {
    const { windows } = this.#maintenance;
    const version = [this.#shelf.version, ...windows.map(({ id, to }) => `${id}@${to}`)].join();
    if (version === known) return undefined;
    return { version, shelf: this.#shelf.shelf, maintenance: windows };
  }

  /** The windows that somebody asked for. */
  async maintenance(): Promise<readonly MaintenanceWindow[]> {
    return this.#maintenance.windows;
  }

  /** False where too many are open. */
  async beginMaintenance(window: MaintenanceWindow): Promise<boolean> {
    const begun = this.#maintenance.begin(window);
    this.#showMaintenance();
    return begun;
  }

  /** Undefined where no such window is open. */
  async endMaintenance(id: string): Promise<MaintenanceWindow | undefined> {
    const ended = this.#maintenance.end(id, Date.now());
    this.#showMaintenance();
    return ended;
  }

  /** What comes after a tick: slow, and none of it may hold up results. Never throws, and ends in bounded time. */
  async settle(now: number): Promise<void> {
    const chores = Object.entries(this.#chores(now)).map(async ([name, work]) => {
      try {
        await inTime(CHORE_MS, work);
      } catch (error) {
        logError(`Cannot ${name}`, error);
        await reportCrash(this.#service, name, error);
      }
    });
    await Promise.all(chores);
  }

  /** Incidents that are kept here, and the ids of all of them. */
  async incidents(filter: IncidentFilter): Promise<{ incidents: Incident[]; held: string[] }> {
    return this.#incidents.find(filter);
  }

  /** Keeps a note until D1 has it, whoever keeps the incident. */
  async addNote(incident: string, note: Note): Promise<void> {
    this.#book.addNote(incident, note);
  }

  async document(): Promise<BoardDocument> {
    const { settings, problems } = this.#service;
    const { tickedAt } = this.#store;
    const clock = this.#clock();
    return {
      service: settings.service,
      title: settings.title,
      environment: settings.environment,
      now: iso(clock.now),
      last_tick: tickedAt === undefined ? null : iso(tickedAt),
      problems: [...problems],
      checks: this.#definitions().map((definition) =>
        boardCheckOf(definition, this.#briefOf(definition), this.#momentOf(definition)),
      ),
    };
  }

  /** Prometheus text. */
  async metrics(): Promise<string> {
    const publications = [...this.#service.lookouts.keys()].flatMap((name) => this.#store.get(name) ?? []);
    return renderMetrics({
      checks: this.#definitions().map((definition) =>
        stateOf(definition, this.#briefOf(definition), this.#momentOf(definition)),
      ),
      counters: publications.map(({ lookout, counters, backlog }) => ({ lookout, backlog, ...counters })),
      boardRowsWritten: this.#store.rowsWritten,
      tickedAt: this.#store.tickedAt,
      problems: this.#service.problems.length,
      connections: this.ctx.getWebSockets().length,
      knownIssuesAsOf: this.#shelf.shelf.asOf,
      destinations: this.#outbox.states,
    });
  }

  /** When the scheduler last ran, in epoch milliseconds; null: never. */
  async tickedAt(): Promise<number | null> {
    return this.#store.tickedAt ?? null;
  }

  /** The history that waits for the database, of all Lookouts. */
  async backlogs(): Promise<readonly (BacklogState & { readonly lost: number })[]> {
    const known = [...this.#service.lookouts.keys()].flatMap((name) => this.#store.get(name) ?? []);
    return known.map(({ backlog, counters }) => ({ ...backlog, lost: counters.hours_lost }));
  }

  /** How those fare who are told. */
  async destinations(): Promise<readonly DestinationState[]> {
    return this.#outbox.states;
  }

  /** Opens a dashboard's WebSocket. */
  override async fetch(_request: Request): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(): Promise<void> {
    // Dashboards only listen.
  }

  /** By what each does, in words that complete "Cannot …". */
  #chores(now: number): Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> {
    return {
      "copy incidents to D1": (signal) => copyIncidents(this.#incidents, this.env.DB, signal),
      "deliver messages": (signal) => this.#outbox.deliver(now, signal),
      "trim history": (signal) => this.#retention.run(now, signal),
      "ask the tracker for known issues": (signal) => this.#shelf.refresh(now, signal),
    };
  }

  /** Opens and closes incidents. If news cannot be handed on, they have not happened: the next look finds them again. */
  #observe(definitions: readonly Definition[]): readonly IncidentEvent[] {
    const sights = definitions.map((definition) => ({ definition, brief: this.#briefOf(definition) }));
    try {
      return this.ctx.storage.transactionSync(() => {
        const clock = this.#clock();
        const events = [
          ...this.#book.retire(this.#keys, clock.now),
          ...this.#book.observe(sights, clock),
          ...this.#book.emerge((incident) => this.#isMaintained(incident, clock.now), clock.now),
        ];
        if (events.length > 0) this.#outbox.take(events);
        return events;
      });
    } catch (error) {
      logError("Cannot note incidents", error);
      this.ctx.waitUntil(reportCrash(this.#service, "note incidents", error));
      this.#book.doubt();
      return [];
    }
  }

  #circumstancesOf(definition: Definition, at: number): Circumstances {
    return {
      bugs: this.#shelf.urlsOf(idOf(definition)),
      maintenance: this.#maintenanceOf(definition, at) !== null,
    };
  }

  #maintenanceOf(definition: Definition, at: number): CurrentMaintenance | null {
    return maintenanceAt(this.#maintenance.all, definition, at);
  }

  #isMaintained({ project, check }: Incident, now: number): boolean {
    const definition = this.#service.definitions.get(`${project}/${check}`);
    return definition !== undefined && this.#maintenanceOf(definition, now) !== null;
  }

  /** Tells dashboards and pingers which checks are maintained from now on, and which no longer. */
  #showMaintenance(): void {
    const now = Date.now();
    const changed = this.#definitions().filter((definition) => {
      const current = JSON.stringify(this.#maintenanceOf(definition, now));
      const known = this.#shown.get(idOf(definition)) ?? "null";
      this.#shown.set(idOf(definition), current);
      return current !== known;
    });
    this.#broadcast(changed);
    if (changed.length > 0) this.ctx.waitUntil(this.#purge(changed));
  }

  #clock(): Clock {
    return { now: Date.now(), tickMs: this.#service.settings.tickMs };
  }

  #momentOf(definition: Definition): Moment {
    const clock = this.#clock();
    const maintenance = this.#maintenanceOf(definition, clock.now);
    return { ...clock, incident: this.#book.openOf(definition), maintenance };
  }

  #definitions(): Definition[] {
    return [...this.#service.definitions.values()];
  }

  #briefOf(definition: Definition): Brief | undefined {
    return this.#store.get(this.#service.lookoutOf(definition))?.briefs[definition.key];
  }

  #changed({ lookout, briefs }: Publication, known: Publication | undefined): Definition[] {
    const own = this.#service.lookouts.get(lookout) ?? [];
    return own.filter(({ key }) => JSON.stringify(briefs[key]) !== JSON.stringify(known?.briefs[key]));
  }

  #broadcast(changed: readonly Definition[]): void {
    const sockets = this.ctx.getWebSockets();
    if (changed.length === 0 || sockets.length === 0) return;
    const checks = changed.map((definition) =>
      stateOf(definition, this.#briefOf(definition), this.#momentOf(definition)),
    );
    const now = iso(this.#clock().now);
    const message = JSON.stringify({ type: "checks", now, checks } satisfies LiveMessage);
    for (const socket of sockets) socket.send(message);
  }

  /** Pingers all over the world must see a new status before their copy expires. */
  async #purge(flipped: readonly Definition[]): Promise<void> {
    try {
      await exports.Answers.purge(flipped.map(idOf));
    } catch (error) {
      logError("Cannot purge cached answers", error);
    }
  }
}

/** What a Lookout learns by publishing. */
export interface Published {
  /** The windows that somebody asked for. */
  readonly maintenance: readonly MaintenanceWindow[];
}

function statusIn(publication: Publication | undefined, key: string): Brief["status"] | undefined {
  return publication?.briefs[key]?.status;
}
