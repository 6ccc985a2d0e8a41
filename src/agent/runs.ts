import type { Report } from "../agent_protocol.ts";
import { type Definition, idOf } from "../definition.ts";
import type { Host } from "../host.ts";
import type { HttpSettings } from "../http/request.ts";
import type { Status } from "../outcome.ts";
import { createSlots } from "../run/slots.ts";
import { run } from "../runner.ts";
import type { Log } from "./log.ts";
import type { Spool } from "./spool.ts";
import { isDiskFull } from "./store.ts";
import type { Workload } from "./workload.ts";

/** A machine has no limit of its own; this is polite to servers that many checks ask. */
const SLOTS = 24;

export interface RunsOptions {
  readonly host: Host;
  readonly http: HttpSettings;
  readonly spool: Spool;
  readonly log: Log;
  /** After each outcome that is on disk. `news`: its status is another than before, or somebody asked for it. */
  readonly told: (news: boolean) => void;
  /** After each run: there may be room for another. */
  readonly left: () => void;
  /** The spool cannot be written, and not since the disk is full: the agent cannot go on. */
  readonly broken: (error: unknown) => void;
}

/** The runs under way: at most one of a check at a time. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #slots = createSlots(SLOTS);
  readonly #running = new Map<string, Promise<void>>();
  readonly #startedAt = new Map<string, number>();
  readonly #statuses = new Map<string, Status>();
  /** The refresh that a check has to answer when its present run, which began before, has ended. */
  readonly #asked = new Map<string, string>();
  readonly #abort = new AbortController();
  #workload: Workload;

  constructor(workload: Workload, options: RunsOptions) {
    this.#workload = workload;
    this.#options = options;
  }

  /** Runs under way. */
  get count(): number {
    return this.#running.size;
  }

  isRunning(check: string): boolean {
    return this.#running.has(check);
  }

  /** When the last run of a check began, in epoch milliseconds. */
  lastOf(check: string): number | undefined {
    return this.#startedAt.get(check) ?? this.#options.spool.runs.get(check)?.startedAt;
  }

  /** What is under way goes on as it began. */
  use(workload: Workload): void {
    this.#workload = workload;
    this.#options.spool.runs.keep(workload.definitions);
  }

  /** Runs a check at once, or, if it is running, again as soon as it has ended. `refresh`: the request that it answers. */
  refresh(check: string, refresh: string): void {
    if (this.#running.has(check)) this.#asked.set(check, refresh);
    else void this.start(check, refresh);
  }

  /** Resolves when the outcome is in the spool. */
  start(check: string, refresh?: string): Promise<void> {
    const definition = this.#workload.definitions.get(check);
    const known = this.#running.get(check);
    if (known) return known;
    if (!definition || this.#abort.signal.aborted) return Promise.resolve();
    const ended = this.#run(definition, refresh).catch(this.#options.broken);
    const left = ended.then(() => this.#leave(check));
    this.#running.set(check, left);
    return left;
  }

  #leave(check: string): void {
    this.#running.delete(check);
    const next = this.#asked.get(check);
    this.#asked.delete(check);
    this.#options.left();
    if (next !== undefined) void this.start(check, next);
  }

  /** Waits for what is under way, for so many milliseconds; then ends it. */
  async end(withinMs: number): Promise<void> {
    this.#asked.clear();
    const timer = setTimeout(() => this.#abort.abort(), withinMs);
    await Promise.all(this.#running.values());
    clearTimeout(timer);
  }

  async #run(definition: Definition, refresh: string | undefined): Promise<void> {
    const { host, http, spool } = this.#options;
    // What the run is given must not be seen, whatever is configured when it ends.
    const { redact } = this.#workload;
    const check = idOf(definition);
    this.#startedAt.set(check, host.now());
    const previous = spool.runs.get(check)?.data;
    const { signal } = this.#abort;
    const result = await run(definition, { host, http, slots: this.#slots, redact, previous, signal });
    // Ended with the agent, or of a check that is not its own any more.
    if (!result || !this.#workload.definitions.has(check)) return;
    this.#keep({ check, ...result, ...(refresh !== undefined && { refresh }) });
  }

  #keep(report: Report): void {
    const { spool, log, told } = this.#options;
    try {
      const dropped = spool.add(report);
      if (dropped > 0) log({ message: "outcomes dropped", why: "the spool is full", dropped });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      log({ message: "outcome not kept", why: "the disk is full", check: report.check });
      return;
    }
    const { status } = report.outcome;
    const changed = this.#statuses.get(report.check) !== status;
    this.#statuses.set(report.check, status);
    if (changed) log({ message: "status", check: report.check, status });
    told(changed || report.refresh !== undefined);
  }
}
