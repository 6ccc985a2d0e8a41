import * as z from "zod";
import type { Json } from "./json.ts";
import type { Outcome, Result } from "./outcome.ts";
import { endedAt } from "./schedule.ts";

/** The last result of a check, and since when its status is what it is, in epoch milliseconds. */
export interface CheckRecord extends Result {
  readonly since: number;
}

const Data = z.custom<Json>((value) => value !== undefined);

/** A stored record, read back: an older version of the program may have written it. */
export const StoredRecord = z.object({
  startedAt: z.number(),
  durationMs: z.number(),
  since: z.number(),
  outcome: z.discriminatedUnion("status", [
    z.object({ status: z.enum(["passed", "failed"]), data: Data, value: z.number().nullable() }),
    z.object({ status: z.literal("errored"), error: z.object({ type: z.string(), message: z.string() }) }),
  ]),
}) satisfies z.ZodType<CheckRecord>;

/** Adds a result to what is known of a check. */
export function recordOf(result: Result, previous: CheckRecord | undefined): CheckRecord {
  const unchanged = previous?.outcome.status === result.outcome.status;
  return { ...result, since: unchanged ? previous.since : endedAt(result) };
}

const SUMMARY_LENGTH = 200;

/** What was found, in one line of at most 200 characters. */
export function summaryOf(outcome: Outcome): string {
  const text = outcome.status === "errored" ? outcome.error.message : JSON.stringify(outcome.data);
  if (text.length <= SUMMARY_LENGTH) return text;
  // Cut between characters: half a surrogate pair is no text.
  return `${text.slice(0, SUMMARY_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
