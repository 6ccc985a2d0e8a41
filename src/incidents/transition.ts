import type { Definition } from "../definition.ts";
import { endedAt, staleAt } from "../schedule.ts";
import { type Brief, type Clock, statusOf } from "../show/brief.ts";
import type { Ailment } from "./incident.ts";

const HOUR_MS = 60 * 60 * 1000;

// A check that turns so often within an hour is flapping: each single turn is no news any more.
const FLAPPING_TURNS = 6;

/** A flapping check has come to rest when nothing has turned for so long. */
export const QUIET_MS = HOUR_MS / 2;

/** How a check is, as far as its incidents go. Times are epoch milliseconds. */
export type Condition =
  | { readonly status: "pending" }
  | { readonly status: "stale"; readonly since: number }
  | ({ readonly status: "passed" | "failed" | "errored" } & Course);

interface Course {
  readonly turnedAt: number;
  readonly streak: number;
  readonly turns: readonly number[];
  /** When the last result was reached. */
  readonly at: number;
}

/** What is remembered of a check's incidents. */
export interface Memory {
  readonly open: { readonly start: number; readonly ailment: Ailment } | undefined;
  /** The end of the last one. */
  readonly closedAt: number | undefined;
  /** The end of the last one that was flapping: what turned before is told. */
  readonly calmSince: number | undefined;
}

export interface Rules extends Pick<Definition, "after" | "recover"> {
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What happens to a check's incident. "found": what was only stale turned out to be worse. */
export type Step =
  | { readonly type: "none" }
  | { readonly type: "open"; readonly ailment: Ailment; readonly start: number }
  | { readonly type: "found"; readonly ailment: "failed" | "errored" }
  | { readonly type: "flaps" }
  | { readonly type: "close"; readonly end: number };

const NONE: Step = { type: "none" };

/** How a check is, by its last result. One that runs only on demand is not stale: nobody has asked. */
export function conditionOf(definition: Definition, brief: Brief | undefined, clock: Clock): Condition {
  if (!brief) return { status: "pending" };
  const { status, turnedAt, streak, turns } = brief;
  if (definition.background && statusOf(definition, brief, clock) === "stale") {
    const since = status === "passed" ? staleAt(definition, brief, clock.tickMs) : turnedAt;
    return { status: "stale", since };
  }
  return { status, turnedAt, streak, turns, at: endedAt(brief) };
}

/** What a condition means for the check's incident. Told the same again, it says nothing new. */
export function stepOf(condition: Condition, memory: Memory, rules: Rules): Step {
  switch (condition.status) {
    case "pending":
      return NONE;
    case "stale":
      return memory.open ? NONE : opening("stale", condition.since, memory);
    case "failed":
    case "errored":
      return unwell(condition.status, condition, { memory, rules });
    case "passed":
      return well(condition, memory, rules);
  }
}

/** Nothing is remembered of a check that never had an incident. */
export const NO_MEMORY: Memory = { open: undefined, closedAt: undefined, calmSince: undefined };

/** What is to be remembered after a step. */
export function afterStep(memory: Memory, step: Step): Memory {
  const { open, calmSince } = memory;
  switch (step.type) {
    case "none":
      return memory;
    case "open":
      return { ...memory, open: { start: step.start, ailment: step.ailment } };
    case "found":
      return { ...memory, open: open && { ...open, ailment: step.ailment } };
    case "flaps":
      return { ...memory, open: open && { ...open, ailment: "flapping" } };
    case "close": {
      const calm = open?.ailment === "flapping" ? step.end : calmSince;
      return { open: undefined, closedAt: step.end, calmSince: calm };
    }
  }
}

interface Circumstances {
  readonly memory: Memory;
  readonly rules: Rules;
}

function unwell(ailment: "failed" | "errored", course: Course, { memory, rules }: Circumstances): Step {
  const { open } = memory;
  const flaps = isFlapping(course, memory, rules);
  if (!open && flaps) return opening("flapping", firstTurn({ ...course, bad: true }, memory, rules), memory);
  if (!open) return course.streak >= rules.after ? opening(ailment, course.turnedAt, memory) : NONE;
  if (open.ailment === "flapping") return NONE;
  if (flaps) return { type: "flaps" };
  return open.ailment === "stale" ? { type: "found", ailment } : NONE;
}

function well(course: Course, memory: Memory, rules: Rules): Step {
  const { open } = memory;
  const flaps = isFlapping(course, memory, rules);
  if (!open && flaps) return opening("flapping", firstTurn({ ...course, bad: false }, memory, rules), memory);
  if (!open) return NONE;
  const mayClose = open.ailment === "flapping" ? isQuiet(course, rules) : !flaps;
  if (!mayClose) return open.ailment === "flapping" ? NONE : { type: "flaps" };
  if (course.streak < rules.recover) return NONE;
  // What was only stale has not turned: it holds since somebody looked again.
  const end = course.turnedAt > open.start ? course.turnedAt : course.at;
  return { type: "close", end: Math.max(open.start, end) };
}

/** Two incidents of a check never overlap, whatever its clock does: their ids differ by their start. */
function opening(ailment: Ailment, since: number, { closedAt }: Memory): Step {
  const start = closedAt === undefined ? since : Math.max(since, closedAt + 1);
  return { type: "open", ailment, start };
}

function isFlapping({ turns }: Course, { calmSince }: Memory, { now }: Rules): boolean {
  const since = Math.max(now - HOUR_MS, calmSince ?? Number.NEGATIVE_INFINITY);
  return turns.filter((turn) => turn > since).length >= FLAPPING_TURNS;
}

/** Either way: a clock that was set back must not keep the incident open until it has caught up. */
function isQuiet({ turnedAt }: Course, { now }: Rules): boolean {
  return Math.abs(now - turnedAt) >= QUIET_MS;
}

/** When what is now flapping first turned bad, after all that belongs to an incident before. */
function firstTurn(
  { turns, turnedAt, bad }: Course & { bad: boolean },
  { closedAt }: Memory,
  { now }: Rules,
): number {
  const since = Math.max(now - HOUR_MS, closedAt ?? Number.NEGATIVE_INFINITY);
  // Turns alternate, and the last is the one to what is now.
  const parity = bad ? 1 : 0;
  const wentBad = turns.filter((_, index) => (turns.length - index) % 2 === parity);
  return wentBad.find((turn) => turn > since) ?? turnedAt;
}
