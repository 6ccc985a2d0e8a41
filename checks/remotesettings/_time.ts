import * as z from "zod";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Whole days, rounded down: a difference of minus one hour is minus one day, as in Python's `timedelta.days`. */
export function floorDays(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

// ECMAScript's dates end here.
const LAST_MILLISECONDS = 8.64e15;

/** Epoch milliseconds, as Kinto versions everything. */
export const Timestamp = z.int().nonnegative().max(LAST_MILLISECONDS);

/** An ISO 8601 date with or without a zone, which is UTC, as epoch milliseconds. */
export const IsoTime = z.iso
  .datetime({ offset: true, local: true })
  .transform((text) => Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`));
