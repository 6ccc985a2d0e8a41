import * as z from "zod";
import { differences } from "./incidents/difference.ts";
import type { Json } from "./json.ts";
import type { Outcome, Result } from "./outcome.ts";
import { cutData } from "./run/cut.ts";
import { endedAt } from "./schedule.ts";

/** The last result of a check, and what came before it. Times are epoch milliseconds. */
export interface CheckRecord extends Result {
  /** Since when its status is what it is. */
  readonly since: number;
  /** Since when it holds, or does not: a failure that turns into an error is still the same trouble. */
  readonly turnedAt: number;
  /** How many results in a row agree on that. */
  readonly streak: number;
  /** When it turned from one to the other, the last eight times. */
  readonly turns: readonly number[];
  /** While it does not hold: what was found last before that, and first in it. */
  readonly trouble: Trouble | null;
}

/** Both are data as it was found, or the text of an error, cut to 4 KiB; null where it is not known. */
export interface Trouble {
  readonly lastGood: Json;
  readonly firstBad: Json;
  /** What differs between the two, before they were cut: `path: before → after`. */
  readonly changed: readonly string[];
}

const Data = z.custom<Json>((value) => value !== undefined);

/** An outcome from elsewhere: from storage, or from an agent. */
export const ReadOutcome = z.discriminatedUnion("status", [
  z.object({ status: z.enum(["passed", "failed"]), data: Data, value: z.number().nullable() }),
  z.object({ status: z.literal("errored"), error: z.object({ type: z.string(), message: z.string() }) }),
]) satisfies z.ZodType<Outcome>;

/** A stored record, read back: an older version of the program may have written it. */
export const StoredRecord = z.object({
  startedAt: z.number(),
  durationMs: z.number(),
  since: z.number(),
  turnedAt: z.number(),
  streak: z.number(),
  turns: z.array(z.number()),
  trouble: z.object({ lastGood: Data, firstBad: Data, changed: z.array(z.string()).readonly() }).nullable(),
  outcome: ReadOutcome,
}) satisfies z.ZodType<CheckRecord>;

// Enough to tell one who flaps.
const MAX_TURNS = 8;

/** Adds a result to what is known of a check. */
export function recordOf(result: Result, previous: CheckRecord | undefined): CheckRecord {
  const at = endedAt(result);
  const since = previous?.outcome.status === result.outcome.status ? previous.since : at;
  if (previous && holds(previous.outcome) === holds(result.outcome)) {
    const { turnedAt, turns, trouble } = previous;
    return { ...result, since, turnedAt, turns, trouble, streak: previous.streak + 1 };
  }
  const turns = previous ? [...previous.turns, at].slice(-MAX_TURNS) : [];
  const trouble = holds(result.outcome) ? null : troubleOf(result.outcome, previous?.outcome);
  return { ...result, since, turnedAt: at, turns, trouble, streak: 1 };
}

function holds(outcome: Outcome): boolean {
  return outcome.status === "passed";
}

// Kept as long as the trouble lasts, for each check, in its record and on the Board.
const MAX_TROUBLE_BYTES = 4096;

function troubleOf(bad: Outcome, good: Outcome | undefined): Trouble {
  const lastGood = good ? foundBy(good) : null;
  const firstBad = foundBy(bad);
  // The text of an error is not what has become of the data.
  const changed = good && bad.status !== "errored" ? differences(lastGood, firstBad) : [];
  return {
    lastGood: cutData(lastGood, MAX_TROUBLE_BYTES),
    firstBad: cutData(firstBad, MAX_TROUBLE_BYTES),
    changed,
  };
}

function foundBy(outcome: Outcome): Json {
  return outcome.status === "errored" ? outcome.error.message : outcome.data;
}

const SUMMARY_LENGTH = 200;

/** What was found, in one line of at most 200 characters. */
export function summaryOf(outcome: Outcome): string {
  const text = outcome.status === "errored" ? outcome.error.message : JSON.stringify(outcome.data);
  if (text.length <= SUMMARY_LENGTH) return text;
  // Cut between characters: half a surrogate pair is no text.
  return `${text.slice(0, SUMMARY_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
