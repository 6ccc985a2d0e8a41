import { DurableObject } from "cloudflare:workers";
import { type Definition, idOf } from "../../definition.ts";
import type { Hour } from "../../history/hour.ts";
import type { Result } from "../../outcome.ts";
import type { CheckRecord } from "../../record.ts";
import { forEachLimited } from "../../run/pool.ts";
import { createSlots, WORKER_SLOTS } from "../../run/slots.ts";
import { dueChecks, staleAt } from "../../schedule.ts";
import { type Brief, briefOf } from "../../show/brief.ts";
import type { Publication } from "../board/board_store.ts";
import type { Env } from "../env.ts";
import { LookoutHistory } from "../history/lookout_history.ts";
import { workerHost } from "../host/host.ts";
import { type Service, serviceOf } from "../service.ts";
import { CommitQueue } from "./commit_queue.ts";
import { Flights } from "./flights.ts";
import { Intake, type NamedResult, type Reception } from "./intake.ts";
import { Journal, type Snapshot } from "./journal.ts";
import { PingStore, type Signal } from "./ping_store.ts";
import { Publisher } from "./publisher.ts";
import { ReportedResults } from "./reported.ts";
import { Variants } from "./variants.ts";

// Beyond this a tick would meet the next one.
const TICK_DEADLINE_MS = 50_000;

// Enough to keep six slots busy, few enough that what has begun is finished before the deadline.
const MAX_RUNS = 2 * WORKER_SLOTS;

/** Runs the checks of one project and holds their latest results. */
export class Lookout extends DurableObject<Env> {
  readonly #service: Service;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #journal: Journal;
  readonly #history: LookoutHistory;
  readonly #intake: Intake;
  readonly #pings: PingStore;
  readonly #variants: Variants;
  readonly #queue = new CommitQueue((results) => this.#commit(results));
  readonly #flights: Flights;
  readonly #publisher: Publisher;
  #ticking: Promise<void> | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    const own = this.#service.lookouts.get(ctx.id.name ?? "") ?? [];
    this.#definitions = new Map(own.map((definition) => [definition.name, definition]));
    this.#journal = new Journal(ctx.storage.sql, new Map(own.map(({ name, key }) => [name, key])));
    this.#history = new LookoutHistory(ctx.storage, {
      db: env.DB,
      open: this.#journal.hours,
      lookout: ctx.id.name ?? "",
      service: this.#service,
      windows: () => this.#publisher.windows,
      count: (counts) => this.#journal.count(counts),
    });
    this.#intake = new Intake({
      journal: this.#journal,
      history: this.#history,
      reported: new ReportedResults(ctx.storage.sql),
      transaction: (work) => ctx.storage.transactionSync(work),
      abort: (why) => ctx.abort(why),
      definitionOf: (name) => this.#definitionOf(name),
    });
    this.#pings = new PingStore(ctx.storage.sql);
    this.#flights = new Flights({
      host: workerHost({ pings: async (id) => this.#pings.get(id), log: console.log }),
      http: this.#service.settings.http,
      slots: createSlots(WORKER_SLOTS),
      redact: this.#service.redact,
      queue: this.#queue,
      recall: (name) => this.#journal.found(name),
    });
    this.#variants = new Variants((definition) => this.#flights.apart(definition));
    this.#publisher = new Publisher(env, () => this.#publication());
  }

  /** Runs what is due. Overlapping, late, repeated and skipped ticks do no harm: one that overlaps joins the first. */
  async tick(): Promise<void> {
    this.#ticking ??= this.#tick().finally(() => {
      this.#ticking = undefined;
    });
    await this.#ticking;
  }

  /** The latest records, unless the caller knows them already. */
  async read(known: number): Promise<Snapshot> {
    return this.#journal.since(known);
  }

  /** A record that is not stale: runs the check first if there is none. Undefined where an agent has not reported yet. */
  async fresh(name: string): Promise<CheckRecord | undefined> {
    const definition = this.#definitionOf(name);
    const last = this.#journal.get(name);
    const fresh = last && Date.now() <= staleAt(definition, last, this.#service.settings.tickMs);
    if (fresh || definition.agent !== undefined) return last;
    return await this.#flights.join(definition);
  }

  /** Runs a check now, or joins its run that is under way. */
  async refresh(name: string): Promise<CheckRecord | undefined> {
    const definition = this.#definitionOf(name);
    return definition.agent === undefined ? await this.#flights.join(definition) : this.#journal.get(name);
  }

  /** The record of a check with some of its parameters overridden; "busy" where too many variants are asked for. */
  async variant(name: string, overrides: Readonly<Record<string, string>>): Promise<CheckRecord | "busy"> {
    return await this.#variants.get(this.#definitionOf(name), overrides);
  }

  /** Keeps a signal that a task sent about itself, and runs its check at once. */
  async ping(name: string, signal: Signal): Promise<CheckRecord | undefined> {
    const definition = this.#definitionOf(name);
    this.#pings.add(idOf(definition), signal, Date.now());
    // A run that is under way may have read the signals before this one came.
    await this.#flights.landed(name);
    return await this.#flights.join(definition);
  }

  /** Stores what an agent found, all or none of it, and each result once. */
  async report(results: readonly NamedResult[]): Promise<Reception> {
    const reception = this.#intake.report(results);
    this.ctx.waitUntil(this.#publisher.publish());
    return reception;
  }

  /** What is known of a check that the database may not have. */
  async hours(key: string): Promise<Hour[]> {
    return this.#history.of(key);
  }

  override async alarm(): Promise<void> {
    await this.#tellOf(this.#history.wake(Date.now()));
  }

  /** Has the Board know how history fares, and stores the totals: once an hour, as a rule. */
  async #tellOf(news: Promise<boolean>): Promise<void> {
    if (!(await news)) return;
    this.#journal.append(new Map(), { hours: this.#history.open, outcomes: [] });
    await this.#publisher.publish();
  }

  async #tick(): Promise<void> {
    const deadline = new AbortController();
    // Cleared below: a timer left behind would keep the object awake, and billed.
    const timer = setTimeout(() => deadline.abort(), TICK_DEADLINE_MS);
    const runs: Promise<unknown>[] = [];
    // Unless it was told before: the Board answers with the maintenance windows that the results may fall into.
    this.ctx.waitUntil(this.#publisher.publish());
    const due = this.#due([...this.#definitions.values()]);
    await forEachLimited(due, MAX_RUNS, async (definition) => {
      // While it waited for its turn somebody may have asked for it.
      if (this.#flights.has(definition.name) || this.#due([definition]).length === 0) return;
      const { ended, stored } = this.#flights.start(definition, deadline.signal);
      runs.push(stored);
      await ended;
    });
    clearTimeout(timer);
    this.#queue.flush();
    await Promise.allSettled(runs);
    this.#history.close(Date.now());
    // Whoever waits for the tick does not wait for the database.
    this.ctx.waitUntil(this.#tellOf(this.#history.flush()));
    this.#publisher.doubt();
    await this.#publisher.publish();
  }

  #due(definitions: readonly Definition[]): Definition[] {
    const own = definitions.filter(({ agent }) => agent === undefined);
    const clock = { now: Date.now(), tickMs: this.#service.settings.tickMs };
    return dueChecks(own, ({ name }) => this.#journal.get(name), clock);
  }

  #commit(results: ReadonlyMap<string, Result>): ReadonlyMap<string, CheckRecord> {
    const records = this.#intake.take(results);
    this.ctx.waitUntil(this.#publisher.publish());
    return records;
  }

  #publication(): Publication {
    const briefs: Record<string, Brief> = {};
    for (const [name, record] of this.#journal.all()) briefs[this.#definitionOf(name).key] = briefOf(record);
    const { number, counters } = this.#journal;
    const { backlog } = this.#history;
    return { lookout: this.ctx.id.name ?? "", number, briefs, counters, backlog };
  }

  #definitionOf(name: string): Definition {
    const definition = this.#definitions.get(name);
    if (!definition) throw new RangeError(`Cannot run ${name}: no such check in Lookout ${this.ctx.id.name}`);
    return definition;
  }
}
