import type { Definition } from "./definition.ts";
import type { Result } from "./outcome.ts";

type Timing = Pick<Result, "startedAt" | "durationMs">;
type Rhythm = Pick<Definition, "ttl" | "timeout" | "background"> & Partial<Pick<Definition, "agent">>;

// An agent may be out of reach for a moment, and what it found comes then.
const AGENT_INTERVALS = 3;

/**
 * When a check should run again, in epoch milliseconds. A tick never comes exactly a ttl after the last run: half a tick
 * of tolerance keeps a check of 60 s from running every other minute.
 */
export function dueAt({ ttl }: Rhythm, last: Timing | undefined, tickMs: number): number {
  if (!last) return Number.NEGATIVE_INFINITY;
  return last.startedAt + ttl * 1000 - Math.min(ttl * 1000, tickMs) / 2;
}

/**
 * When a result becomes too old to trust, in epoch milliseconds. The scheduler may be two ticks late and the run may take
 * its whole time; a check that nobody schedules has no such excuse. An agent's result is trusted for three intervals.
 */
export function staleAt(rhythm: Rhythm, last: Timing, tickMs: number): number {
  const { ttl, timeout, background, agent } = rhythm;
  if (!background) return endedAt(last) + ttl * 1000;
  if (agent !== undefined) return endedAt(last) + AGENT_INTERVALS * intervalMs(rhythm, tickMs);
  return endedAt(last) + ttl * 1000 + 2 * tickMs + timeout * 1000;
}

/** How often something is heard of a check that is scheduled: no more often than the scheduler looks. */
export function intervalMs({ ttl }: Pick<Definition, "ttl">, tickMs: number): number {
  return Math.max(ttl * 1000, tickMs);
}

// An agent tells that it is there once a minute, whatever it runs.
const MIN_SILENCE_MS = 3 * 60_000;

// One such word is missing.
const MAX_QUIET_MS = 90_000;

type Frequent = Pick<Definition, "ttl">;

/** When an agent that was last heard of at `heardAt` counts as silent: after three intervals of its most frequent check. */
export function silentAt(checks: readonly Frequent[], heardAt: number, tickMs: number): number {
  const shortest = shortestMs(checks, tickMs);
  return heardAt + Math.max(MIN_SILENCE_MS, Number.isFinite(shortest) ? AGENT_INTERVALS * shortest : 0);
}

/** From when on an agent may be about to be silent: what is not heard of its checks is no news of them. */
export function quietAt(checks: readonly Frequent[], heardAt: number, tickMs: number): number {
  return heardAt + Math.min(MAX_QUIET_MS, 2 * shortestMs(checks, tickMs));
}

/** Infinite where there is none. */
function shortestMs(checks: readonly Frequent[], tickMs: number): number {
  return Math.min(...checks.map((check) => intervalMs(check, tickMs)));
}

/** When a result was reached, in epoch milliseconds. */
export function endedAt({ startedAt, durationMs }: Timing): number {
  return startedAt + durationMs;
}

/** What a tick has to run, the longest overdue first: what one tick had no time for comes first in the next. */
export function dueChecks<T extends Rhythm>(
  checks: readonly T[],
  lastOf: (check: T) => Timing | undefined,
  { now, tickMs }: { now: number; tickMs: number },
): T[] {
  const due = checks.map((check) => ({ check, at: dueAt(check, lastOf(check), tickMs) }));
  return due
    .filter(({ check, at }) => check.background && at <= now)
    .sort((one, other) => compare(one.at, other.at))
    .map(({ check }) => check);
}

/** Subtraction would give NaN for two checks that never ran. */
function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
