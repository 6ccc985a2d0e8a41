import * as z from "zod";
import type { Outcome } from "../outcome.ts";
import { decodePoints, type Point } from "./point.ts";

const HOUR_MS = 3_600_000;

/**
 * What is kept of an hour of a check, under the names of the table `hours`. Mostly there is one for each hour; if a
 * check's parameters change within it, if it moves to another Lookout, or if results come late, there are several.
 */
export const Hour = z.object({
  check_key: z.string(),
  /** Epoch milliseconds of the result that opened it: with the key, its identity. */
  opened: z.int(),
  fingerprint: z.string(),
  runs: z.int(),
  failed: z.int(),
  errored: z.int(),
  /** Epoch seconds of its first and last point. */
  first_at: z.int(),
  last_at: z.int(),
  /** That of the last point, see `stateOf`. */
  last_state: z.int(),
  /** Seconds for which a result is trusted if no other comes. */
  cover: z.int(),
  /** From the first point to the last: time that each kind of result covers, and time that none does. */
  passed_s: z.int(),
  failed_s: z.int(),
  errored_s: z.int(),
  stale_s: z.int(),
  maintenance_s: z.int(),
  value_min: z.number().nullable(),
  value_max: z.number().nullable(),
  value_sum: z.number(),
  value_count: z.int(),
  /** Milliseconds. */
  duration_min: z.int(),
  duration_max: z.int(),
  duration_sum: z.int(),
  /** See `encodePoints`; null once they are too old to be kept. */
  points: z.string().nullable(),
});
export type Hour = z.infer<typeof Hour>;

/** A result on its way into history. */
export interface Observation {
  readonly key: string;
  readonly fingerprint: string;
  /** When it was reached, in epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** Milliseconds for which it is trusted if no other comes. */
  readonly coverMs: number;
  readonly status: Outcome["status"];
  readonly maintenance: boolean;
  readonly value: number | null;
}

/** The beginning of the hour of a time, both in epoch milliseconds. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** When the hour is over, in epoch milliseconds. */
export function endOf({ opened }: Pick<Hour, "opened">): number {
  return hourOf(opened) + HOUR_MS;
}

/** An hour's points; none if they are no longer kept. */
export function pointsOf({ points, opened }: Pick<Hour, "points" | "opened">): Point[] {
  return points === null ? [] : decodePoints(points, hourOf(opened) / 1000);
}
