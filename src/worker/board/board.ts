import { DurableObject } from "cloudflare:workers";
import type { Definition } from "../../definition.ts";
import type { Incident, IncidentEvent, Note } from "../../incidents/incident.ts";
import type { IncidentFilter } from "../../incidents/incident_filter.ts";
import type { MaintenanceWindow } from "../../maintenance/maintenance_window.ts";
import type { BoardDocument } from "../../show/board_document.ts";
import { statusOf } from "../../show/brief.ts";
import type { Refusal } from "../agents/agent_book.ts";
import { AgentDesk } from "../agents/agent_desk.ts";
import type { Asked } from "../agents/assignment.ts";
import type { Hearing } from "../agents/hearing.ts";
import type { Env } from "../env.ts";
import { Retention } from "../history/retention.ts";
import { copyIncidents } from "../incidents/incident_copy.ts";
import { IncidentDesk } from "../incidents/incident_desk.ts";
import { type Service, serviceOf } from "../service.ts";
import { Announcer } from "./announcer.ts";
import { BoardStore, type Publication } from "./board_store.ts";
import { BoardView, type Vitals } from "./board_view.ts";
import { type Chores, doChores } from "./chores.ts";
import type { Shared } from "./shared.ts";

// A scheduler that was away for longer comes back before its results do: what is old then is not stale yet.
const LATE_TICKS = 3;

/** Holds the state of all checks, and tells dashboards when one changes. */
export class Board extends DurableObject<Env> {
  readonly #service: Service;
  readonly #store: BoardStore;
  readonly #desk: IncidentDesk;
  readonly #agents: AgentDesk;
  readonly #view: BoardView;
  readonly #announcer: Announcer;
  readonly #retention: Retention;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    this.#store = new BoardStore(ctx.storage.sql);
    const count = (rowsWritten: number) => this.#store.count(rowsWritten);
    this.#agents = new AgentDesk(ctx.storage.sql, { service: this.#service, count });
    this.#desk = new IncidentDesk(ctx, env, { service: this.#service, agents: this.#agents.book, count });
    this.#view = new BoardView({
      service: this.#service,
      store: this.#store,
      desk: this.#desk,
      agents: this.#agents,
    });
    this.#announcer = new Announcer(ctx, this.#view);
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
    const news = this.#store.put(publication);
    const own = this.#service.lookouts.get(publication.lookout) ?? [];
    const changed = own.filter(({ key }) => news.changed.has(key));
    // What is old when it comes is for the tick to judge: something newer may follow.
    const clock = this.#view.clock();
    this.#observe(changed.filter((one) => statusOf(one, this.#view.briefOf(one), clock) !== "stale"));
    this.#announcer.broadcast(changed);
    this.#announcer.purge(own.filter(({ key }) => news.flipped.has(key)));
  }

  /** Notes that the scheduler runs. Checks of which nothing has been heard grow stale. */
  async tick(now: number): Promise<void> {
    const { tickedAt } = this.#store;
    this.#store.tick(now);
    const late = tickedAt === undefined || now - tickedAt > LATE_TICKS * this.#service.settings.tickMs;
    this.#announcer.announceMaintenance();
    const agents = this.#agents.moved(this.#view.clock());
    this.#desk.listen(this.#view.clock(), late);
    const keys = late ? [] : this.#observe(this.#view.definitions).map(({ incident }) => incident.key);
    this.#announcer.broadcast(
      this.#view.definitions.filter(({ key }) => keys.includes(key)),
      agents,
    );
  }

  /** What answers need to know; undefined where the caller knows it already. */
  async shared(known: string): Promise<Shared | undefined> {
    return this.#desk.shared(known);
  }

  /** The windows that somebody asked for. */
  async maintenance(): Promise<readonly MaintenanceWindow[]> {
    return this.#desk.maintenance.windows;
  }

  /** False where too many are open. */
  async beginMaintenance(window: MaintenanceWindow): Promise<boolean> {
    const begun = this.#desk.maintenance.begin(window);
    this.#announcer.announceMaintenance();
    return begun;
  }

  /** Undefined where no such window is open. */
  async endMaintenance(id: string): Promise<MaintenanceWindow | undefined> {
    const ended = this.#desk.maintenance.end(id, Date.now());
    this.#announcer.announceMaintenance();
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

  /** Keeps a note until D1 has it, whoever keeps the incident. */
  async addNote(incident: string, note: Note): Promise<void> {
    this.#desk.book.addNote(incident, note);
  }

  async document(): Promise<BoardDocument> {
    return this.#view.document();
  }

  /** Prometheus text. */
  async metrics(): Promise<string> {
    return this.#view.metrics(this.ctx.getWebSockets().length);
  }

  /** How the service itself fares. */
  async vitals(): Promise<Vitals> {
    return this.#view.vitals();
  }

  /** Takes note of what an agent tells of itself. */
  async hear(hearing: Hearing): Promise<void> {
    this.#agents.hear(hearing);
    this.#announcer.broadcast([], this.#agents.news(this.#view.clock()));
  }

  /** A batch of an agent was not taken. */
  async refused({ agent, ...refusal }: Refusal & { readonly agent: string }): Promise<void> {
    this.#agents.book.refuse(agent, refusal);
  }

  /** What an agent is to run at once. */
  async asked(agent: string): Promise<Asked> {
    return this.#agents.asked(agent, Date.now());
  }

  /** Has an agent run a check (`project/name`); the id tells when it has. */
  async askAgent(agent: string, check: string): Promise<string> {
    return this.#agents.ask(agent, check, Date.now());
  }

  async awaitsAgent(id: string): Promise<boolean> {
    return this.#agents.isPending(id);
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
    const sights = definitions.map((definition) => ({ definition, brief: this.#view.briefOf(definition) }));
    return this.#desk.observe(sights, this.#view.clock());
  }
}

/** What a Lookout learns by publishing. */
export interface Published {
  /** The windows that somebody asked for. */
  readonly maintenance: readonly MaintenanceWindow[];
}
