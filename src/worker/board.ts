import { DurableObject, exports } from "cloudflare:workers";
import type { BoardDocument, LiveMessage } from "../board_document.ts";
import { type Brief, boardCheckOf, type Clock, iso, stateOf } from "../brief.ts";
import { type Definition, idOf } from "../definition.ts";
import { renderMetrics } from "../metrics.ts";
import { BoardStore, type Publication } from "./board_store.ts";
import type { Env } from "./env.ts";
import { logError } from "./log.ts";
import { type Service, serviceOf } from "./service.ts";

/** Holds the state of all checks, and tells dashboards when one changes. */
export class Board extends DurableObject<Env> {
  readonly #service: Service;
  readonly #store: BoardStore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    this.#store = new BoardStore(ctx.storage.sql);
    // Answered by the platform: a dashboard's keep-alive does not wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes over what a Lookout knows. Repeated and late publications change nothing. */
  async publish(publication: Publication): Promise<void> {
    const known = this.#store.get(publication.lookout);
    if (known && known.number >= publication.number) return;
    const changed = this.#changed(publication, known);
    this.#store.put(publication);
    this.#broadcast(changed);
    const flipped = changed.filter(({ name }) => statusIn(known, name) !== statusIn(publication, name));
    if (flipped.length > 0) this.ctx.waitUntil(this.#purge(flipped));
  }

  /** Notes that the scheduler has run. */
  async tick(now: number): Promise<void> {
    this.#store.tick(now);
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
        boardCheckOf(definition, this.#briefOf(definition), clock),
      ),
    };
  }

  /** Prometheus text. */
  async metrics(): Promise<string> {
    const clock = this.#clock();
    const publications = [...this.#service.lookouts.keys()].flatMap((name) => this.#store.get(name) ?? []);
    return renderMetrics({
      checks: this.#definitions().map((definition) => stateOf(definition, this.#briefOf(definition), clock)),
      counters: publications.map(({ lookout, counters }) => ({ lookout, ...counters })),
      boardRowsWritten: this.#store.rowsWritten,
      tickedAt: this.#store.tickedAt,
      problems: this.#service.problems.length,
      connections: this.ctx.getWebSockets().length,
    });
  }

  /** When the scheduler last ran, in epoch milliseconds; null: never. */
  async tickedAt(): Promise<number | null> {
    return this.#store.tickedAt ?? null;
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

  #clock(): Clock {
    return { now: Date.now(), tickMs: this.#service.settings.tickMs };
  }

  #definitions(): Definition[] {
    return [...this.#service.definitions.values()];
  }

  #briefOf(definition: Definition): Brief | undefined {
    return this.#store.get(this.#service.lookoutOf(definition))?.briefs[definition.name];
  }

  #changed({ lookout, briefs }: Publication, known: Publication | undefined): Definition[] {
    const own = this.#service.lookouts.get(lookout) ?? [];
    return own.filter(({ name }) => JSON.stringify(briefs[name]) !== JSON.stringify(known?.briefs[name]));
  }

  #broadcast(changed: readonly Definition[]): void {
    const sockets = this.ctx.getWebSockets();
    if (changed.length === 0 || sockets.length === 0) return;
    const clock = this.#clock();
    const checks = changed.map((definition) => stateOf(definition, this.#briefOf(definition), clock));
    const message = JSON.stringify({ type: "checks", now: iso(clock.now), checks } satisfies LiveMessage);
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

function statusIn(publication: Publication | undefined, name: string): Brief["status"] | undefined {
  return publication?.briefs[name]?.status;
}
