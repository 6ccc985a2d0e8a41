import { DurableObject } from "cloudflare:workers";
import { type Brief, briefOf } from "../brief.ts";
import { type Definition, idOf } from "../definition.ts";
import type { Result } from "../outcome.ts";
import { forEachLimited } from "../pool.ts";
import { type CheckRecord, recordOf } from "../record.ts";
import { run } from "../runner.ts";
import { dueChecks, staleAt } from "../schedule.ts";
import { createSlots, WORKER_SLOTS } from "../slots.ts";

import { CommitQueue } from "./commit_queue.ts";
import { boardStub, type Env } from "./env.ts";
import { workerHost } from "./host.ts";
import { Journal } from "./journal.ts";
import { logError } from "./log.ts";
import { PingStore, type Signal } from "./ping_store.ts";
import { type Service, serviceOf } from "./service.ts";
import { Variants } from "./variants.ts";

// Beyond this a tick would meet the next one.
const TICK_DEADLINE_MS = 50_000;

// Enough to keep six slots busy, few enough that what has begun is finished before the deadline.
const MAX_RUNS = 2 * WORKER_SLOTS;

/** The latest records of a Lookout; none if nothing has changed since the caller's number. */
export interface Snapshot {
  readonly number: number;
  readonly records: Readonly<Record<string, CheckRecord>> | undefined;
}

/** Runs the checks of one project and holds their latest results. */
export class Lookout extends DurableObject<Env> {
  readonly #service: Service;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #journal: Journal;
  readonly #pings: PingStore;
  readonly #variants: Variants;
  readonly #queue = new CommitQueue((results) => this.#commit(results));
  readonly #slots = createSlots(WORKER_SLOTS);
  readonly #host = workerHost({ pings: async (id) => this.#pings.get(id), log: console.log });
  readonly #flights = new Map<string, Promise<CheckRecord | undefined>>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#service = serviceOf(env);
    const own = this.#service.lookouts.get(ctx.id.name ?? "") ?? [];
    this.#definitions = new Map(own.map((definition) => [definition.name, definition]));
    this.#journal = new Journal(ctx.storage.sql, new Set(this.#definitions.keys()));
    this.#pings = new PingStore(ctx.storage.sql);
    this.#variants = new Variants((definition) => this.#runChecked(definition));
  }

  /** Runs what is due. Overlapping, late, repeated and skipped ticks do no harm: a check runs once at a time. */
  async tick(): Promise<void> {
    const deadline = new AbortController();
    // Cleared below: a timer left behind would keep the object awake, and billed.
    const timer = setTimeout(() => deadline.abort(), TICK_DEADLINE_MS);
    const { tickMs } = this.#service.settings;
    const clock = { now: Date.now(), tickMs };
    const idle = [...this.#definitions.values()].filter(
      ({ name, agent }) => agent === undefined && !this.#flights.has(name),
    );
    const due = dueChecks(idle, ({ name }) => this.#journal.get(name), clock);
    const runs: Promise<unknown>[] = [];
    await forEachLimited(due, MAX_RUNS, async (definition) => {
      const { ended, stored } = this.#start(definition, deadline.signal);
      runs.push(stored);
      await ended;
    });
    clearTimeout(timer);
    this.#queue.flush();
    await Promise.allSettled(runs);
    await this.#publish();
  }

  /** The latest records, unless the caller knows them already. */
  async read(known: number): Promise<Snapshot> {
    const { number } = this.#journal;
    return { number, records: number === known ? undefined : Object.fromEntries(this.#journal.all()) };
  }

  /** A record that is not stale: runs the check first if there is none. Undefined where an agent has not reported yet. */
  async fresh(name: string): Promise<CheckRecord | undefined> {
    const definition = this.#definitionOf(name);
    const last = this.#journal.get(name);
    const fresh = last && Date.now() <= staleAt(definition, last, this.#service.settings.tickMs);
    if (fresh || definition.agent !== undefined) return last;
    return await this.#runNow(definition);
  }

  /** Runs a check now, or joins its run that is under way. */
  async refresh(name: string): Promise<CheckRecord | undefined> {
    const definition = this.#definitionOf(name);
    return definition.agent === undefined ? await this.#runNow(definition) : this.#journal.get(name);
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
    await this.#flights.get(name);
    return await this.#runNow(definition);
  }

  async #runNow(definition: Definition): Promise<CheckRecord | undefined> {
    const record = await this.#queue.hurry(
      this.#flights.get(definition.name) ?? this.#start(definition).stored,
    );
    // The tick that had begun it ended before it did: nobody else is running it now.
    const own = record ?? (await this.#queue.hurry(this.#start(definition).stored));
    this.ctx.waitUntil(this.#publish());
    return own;
  }

  /** Starts the one run of a check. `ended` when it gave its connections back, `stored` when its record is on disk. */
  #start(definition: Definition, signal?: AbortSignal) {
    const { name } = definition;
    const outcome = this.#journal.get(name)?.outcome;
    const previous = outcome && outcome.status !== "errored" ? outcome.data : undefined;
    const ended = run(definition, { ...this.#runOptions(), previous, ...(signal && { signal }) });
    const stored = ended
      .then((result) => result && this.#queue.add(name, result))
      .finally(() => this.#flights.delete(name));
    this.#flights.set(name, stored);
    return { ended, stored };
  }

  async #runChecked(definition: Definition): Promise<Result> {
    const result = await run(definition, this.#runOptions());
    if (!result) throw new Error(`Cannot run ${idOf(definition)}: it was ended from outside`);
    return result;
  }

  #runOptions() {
    const { settings, redact } = this.#service;
    return { host: this.#host, http: settings.http, slots: this.#slots, redact };
  }

  #commit(results: ReadonlyMap<string, Result>): ReadonlyMap<string, CheckRecord> {
    const records = new Map(
      [...results].map(([name, result]) => [name, recordOf(result, this.#journal.get(name))]),
    );
    this.#journal.append(records);
    return records;
  }

  /** Tells the Board everything. A Board that is down is brought level by the next call. */
  async #publish(): Promise<void> {
    const briefs: Record<string, Brief> = {};
    for (const [name, record] of this.#journal.all()) briefs[name] = briefOf(record);
    const { number, counters } = this.#journal;
    try {
      await boardStub(this.env).publish({ lookout: this.ctx.id.name ?? "", number, briefs, counters });
    } catch (error) {
      logError("Cannot publish to the Board", error, { lookout: this.ctx.id.name });
    }
  }

  #definitionOf(name: string): Definition {
    const definition = this.#definitions.get(name);
    if (!definition) throw new RangeError(`Cannot run ${name}: no such check in Lookout ${this.ctx.id.name}`);
    return definition;
  }
}
