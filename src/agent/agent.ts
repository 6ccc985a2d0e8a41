import type { Assignment } from "../agent_protocol.ts";
import { forEachLimited } from "../run/pool.ts";
import { type AgendaEntry, dueAt, planAgenda } from "./agenda.ts";
import { createAlarm } from "./alarm.ts";
import type { AssignmentWatch } from "./assignment_watch.ts";
import type { Log } from "./log.ts";
import type { Pusher } from "./push.ts";
import type { Runs } from "./runs.ts";
import type { Workload } from "./workload.ts";

/** Checks that run side by side, beside those that somebody has asked for. */
const MAX_RUNS = 24;

// A wall clock may be set while it is waited for.
const LONGEST_SLEEP_MS = 1_000;

// Together less than the ten seconds after which a service manager loses its patience.
const LAST_RUNS_MS = 5_000;
const LAST_PUSH_MS = 4_000;

export interface AgentParts {
  readonly watch: AssignmentWatch;
  readonly runs: Runs;
  readonly pusher: Pusher;
  readonly workloadOf: (assignment: Assignment) => Workload;
  readonly log: Log;
  readonly now: () => number;
}

/** Runs what it is assigned, when it is due or asked for. */
export class Agent {
  readonly #parts: AgentParts;
  readonly #alarm = createAlarm();
  #workload: Workload;
  #agenda: readonly AgendaEntry[] = [];
  #answered: ReadonlySet<string> = new Set();

  constructor(nothing: Workload, parts: AgentParts) {
    this.#workload = nothing;
    this.#parts = parts;
  }

  /** Works by this assignment from now on. */
  take(assignment: Assignment): void {
    // Configuring hundreds of checks for each refresh would keep those that run waiting.
    if (assignment.configuration !== this.#workload.configuration) this.#use(assignment);
    for (const { check, id } of assignment.refresh) {
      if (!this.#answered.has(id)) this.#parts.runs.refresh(check, id);
    }
    this.#answered = new Set(assignment.refresh.map(({ id }) => id));
  }

  /** An outcome is in the spool. `news`: somebody waits for it. */
  told(news: boolean): void {
    this.#parts.pusher.notify(news);
  }

  /** A run has ended: there may be room for another. */
  wake(): void {
    this.#alarm.setIn(0);
  }

  /** Until `signal` ends it. Resolves when what was under way has ended, and was sent as far as that was possible. */
  async run(signal: AbortSignal): Promise<void> {
    const { watch, pusher } = this.#parts;
    if (watch.known) this.take(watch.known);
    await Promise.all([watch.run(signal), pusher.run(signal), this.#schedule(signal)]);
    await this.#end();
  }

  /** Runs each check of the scheduler once. Returns whether all was sent. */
  async once(signal: AbortSignal): Promise<boolean> {
    const { watch, runs } = this.#parts;
    await watch.ask(0, signal);
    if (!watch.known) return false;
    this.take(watch.known);
    const checks = this.#agenda.map(({ id }) => id);
    signal.addEventListener("abort", () => void runs.end(LAST_RUNS_MS), { once: true });
    await forEachLimited(checks, MAX_RUNS, (check) =>
      signal.aborted ? Promise.resolve() : runs.start(check),
    );
    return await this.#end();
  }

  #use(assignment: Assignment): void {
    const { runs, pusher, workloadOf, log, now } = this.#parts;
    this.#workload = workloadOf(assignment);
    runs.use(this.#workload);
    this.#agenda = planAgenda(this.#workload.definitions.values(), { now: now(), before: this.#agenda });
    pusher.collectFor(Math.min(...this.#agenda.map(({ definition }) => definition.ttl * 1000)));
    for (const { check, why } of this.#workload.cannotRun) log({ message: "cannot run", check, why });
    this.#alarm.setIn(0);
    // What it works by now, and what it cannot run, is news.
    pusher.notify(true);
  }

  async #end(): Promise<boolean> {
    const { runs, pusher } = this.#parts;
    await runs.end(LAST_RUNS_MS);
    return await pusher.flush(AbortSignal.timeout(LAST_PUSH_MS));
  }

  async #schedule(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#alarm.setIn(this.#startDue());
      await this.#alarm.wait(signal);
    }
  }

  /** Starts what is due, the longest overdue first. Returns for how long nothing more can be done, in milliseconds. */
  #startDue(): number {
    const { runs } = this.#parts;
    const now = this.#parts.now();
    const idle = this.#agenda.filter(({ id }) => !runs.isRunning(id));
    const times = idle
      .map((entry) => ({ id: entry.id, at: dueAt(entry, runs.lastOf(entry.id), now) }))
      .sort((one, other) => one.at - other.at);
    const free = Math.max(0, MAX_RUNS - runs.count);
    const due = times.filter(({ at }) => at <= now);
    for (const { id } of due.slice(0, free)) void runs.start(id);
    const next = times[due.length];
    return next ? Math.min(next.at - now, LONGEST_SLEEP_MS) : LONGEST_SLEEP_MS;
  }
}
