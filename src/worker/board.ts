import { DurableObject, exports } from "cloudflare:workers";
import { type Definition, idOf } from "../definition.ts";
import type { Incident, IncidentEvent, Note } from "../incidents/incident.ts";
import type { IncidentFilter } from "../incidents/incident_filter.ts";
import type { MaintenanceWindow } from "../maintenance/maintenance_window.ts";
import type { BoardDocument, LiveMessage } from "../show/board_document.ts";
import { type Brief, boardCheckOf, type Clock, iso, type Moment, stateOf, statusOf } from "../show/brief.ts";
import { renderMetrics } from "../show/metrics.ts";
import type { BacklogState } from "./backlog.ts";
import { BoardStore, type Publication } from "./board_store.ts";
import { type Chores, doChores } from "./chores.ts";
import type { Env } from "./env.ts";
import { copyIncidents } from "./incident_copy.ts";
import { IncidentDesk } from "./incident_desk.ts";
import { logError } from "./log.ts";
import type { DestinationState } from "./outbox.ts";
import { Retention } from "./retention.ts";
import { type Service, serviceOf } from "./service.ts";
import type { Shared } from "./shared.ts";

// A scheduler that was away for longer comes back before its results do: what is old then is not stale yet.
const LATE_TICKS = 3;

/** Holds the state of all checks, and tells dashboards when one changes. */
export class Board extends DurableObject<Env> {
  readonly #service: Service;
  readonly #store: BoardStore;
  readonly #desk: IncidentDesk;
  readonly #retention: Retention;
  /** What maintenance dashboards know of, by `project/name`. */
  #shown = new Map<string, string>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    this.#store = new BoardStore(ctx.storage.sql);
    this.#desk = new IncidentDesk(ctx, env, {
      service: this.#service,
      count: (rowsWritten) => this.#store.count(rowsWritten),
    });
    this.#retention = new Retention(env.DB);
    // Answered by the platform: a dashboard's keep-alive does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes over what a Lookout knows. Repeated and late publications change nothing. */
  async publish(publication: Publication): Promise<Published> {
    this.#take(publication);
    return { maintenance: this.#desk.maintenance.windows };
  }

  #take(publication: Publication): void {
    const known = this.#store.get(publication.lookout);
    if (known && known.number >= publication.number) return;
    const changed = this.#changed(publication, known);
    this.#store.put(publication);
    // What is old when it comes is for the tick to judge: something newer may follow.
    const clock = this.#clock();
    this.#observe(changed.filter((one) => statusOf(one, this.#briefOf(one), clock) !== "stale"));
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
    const { windows } = this.#desk.maintenance;
    const version = [this.#desk.shelf.version, ...windows.map(({ id, to }) => `${id}@${to}`)].join();
    if (version === known) return undefined;
    return { version, shelf: this.#desk.shelf.shelf, maintenance: windows };
  }

  /** The windows that somebody asked for. */
  async maintenance(): Promise<readonly MaintenanceWindow[]> {
    return this.#desk.maintenance.windows;
  }

  /** False where too many are open. */
  async beginMaintenance(window: MaintenanceWindow): Promise<boolean> {
    const begun = this.#desk.maintenance.begin(window);
    this.#showMaintenance();
    return begun;
  }

  /** Undefined where no such window is open. */
  async endMaintenance(id: string): Promise<MaintenanceWindow | undefined> {
    const ended = this.#desk.maintenance.end(id, Date.now());
    this.#showMaintenance();
    return ended;
  }

  /** What comes after a tick: slow, and none of it may hold up results. Never throws, and ends in bounded time. */
  async settle(now: number): Promise<void> {
    await doChores(this.#chores(now), this.#service);
  }

  /** Incidents that are kept here, and the ids of all of them. */
  async incidents(filter: IncidentFilter): Promise<{ incidents: Incident[]; held: string[] }> {
    return this.#desk.incidents.find(filter);
  }

  /** How many incidents last, and how many, with their notes, wait for D1. */
  async incidentCounts(): Promise<{ open: number; waiting: number }> {
    return { open: this.#desk.book.open.length, waiting: this.#desk.incidents.backlog() };
  }

  /** Keeps a note until D1 has it, whoever keeps the incident. */
  async addNote(incident: string, note: Note): Promise<void> {
    this.#desk.book.addNote(incident, note);
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
      agents: [],
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
      incidents: await this.incidentCounts(),
      knownIssuesAsOf: this.#desk.shelf.shelf.asOf,
      destinations: this.#desk.outbox.states,
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
    return this.#desk.outbox.states;
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

  #chores(now: number): Chores {
    return {
      "copy incidents to D1": (signal) => copyIncidents(this.#desk.incidents, this.env.DB, signal),
      "deliver messages": (signal) => this.#desk.outbox.deliver(now, signal),
      "trim history": (signal) => this.#retention.run(now, signal),
      "ask the tracker for known issues": (signal) => this.#desk.shelf.refresh(now, signal),
    };
  }

  #observe(definitions: readonly Definition[]): readonly IncidentEvent[] {
    const sights = definitions.map((definition) => ({ definition, brief: this.#briefOf(definition) }));
    return this.#desk.observe(sights, this.#clock());
  }

  /** Tells dashboards and pingers which checks are maintained from now on, and which no longer. */
  #showMaintenance(): void {
    const now = Date.now();
    const changed = this.#definitions().filter((definition) => {
      const current = JSON.stringify(this.#desk.maintenanceOf(definition, now));
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
    const maintenance = this.#desk.maintenanceOf(definition, clock.now);
    return { ...clock, incident: this.#desk.book.openOf(definition), maintenance };
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
    const message = JSON.stringify({ type: "checks", now, checks, agents: null } satisfies LiveMessage);
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
