// History as the plot and the strip need it, whether it came result by result or summed up.
import type { HistoryDocument } from "../../history/history_document.ts";

const PASSED = 0;
const FAILED = 1;
const ERRORED = 2;
/** Added to the verdict of a result in a maintenance window. */
const MAINTENANCE = 3;

/** What happened at `at` (epoch seconds), or in the time from there to the next. */
export interface HistoryMark {
  readonly at: number;
  /** Of the plotted number; null where there is none. */
  readonly low: number | null;
  readonly mean: number | null;
  readonly high: number | null;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
}

/**
 * In the order of time, from the first result on. Where nothing is known after that stands a mark without numbers, so
 * that no line crosses.
 */
export function marksOf({ points, bands, gaps }: HistoryDocument): HistoryMark[] {
  const results = points.map(([at, code, value]): HistoryMark => {
    const verdict = code % MAINTENANCE;
    return {
      at,
      low: value,
      mean: value,
      high: value,
      passed: Number(verdict === PASSED),
      failed: Number(verdict === FAILED),
      errored: Number(verdict === ERRORED),
    };
  });
  const sums = bands.map(
    ([at, low, mean, high, runs, failed, errored]): HistoryMark => ({
      at,
      low,
      mean,
      high,
      passed: runs - failed - errored,
      failed,
      errored,
    }),
  );
  const empty = { low: null, mean: null, high: null, passed: 0, failed: 0, errored: 0 };
  const first = Math.min(...[...results, ...sums].map(({ at }) => at));
  const unknown = gaps
    .filter(([from]) => from > first)
    .map(([from]): HistoryMark => ({ at: from, ...empty }));
  return [...results, ...sums, ...unknown].sort((one, other) => one.at - other.at);
}

// A check that is younger than a fifth of the range would be a stroke at its right edge.
const YOUNG = 1 / 5;
// Of less, an axis would have to tell seconds.
const LEAST = 600;

/**
 * Where a plot of the range begins, in epoch seconds: with the range or, of a check of which nothing is known for most of
 * it, a little before its first result.
 */
export function beginningOf(document: HistoryDocument): number {
  const [from, to] = [Date.parse(document.from) / 1000, Date.parse(document.to) / 1000];
  const [first] = marksOf(document);
  if (!first || to - first.at > (to - from) * YOUNG) return from;
  const before = Math.floor(first.at - (to - first.at) / 20);
  return Math.max(from, Math.min(before, to - LEAST));
}

/** What one day was like. */
export interface Day {
  /** Its beginning, in epoch milliseconds. */
  readonly start: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
}

/** The last `count` days up to `now` (epoch milliseconds), by the reader's calendar. */
export function daysOf(marks: readonly HistoryMark[], now: number, count: number): Day[] {
  const today = new Date(now);
  const starts = Array.from({ length: count + 1 }, (_, index) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1 + index).getTime(),
  );
  return starts.slice(0, -1).map((start, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const day = { start, passed: 0, failed: 0, errored: 0 };
    for (const { at, passed, failed, errored } of marks) {
      if (at * 1000 < start || at * 1000 >= end) continue;
      day.passed += passed;
      day.failed += failed;
      day.errored += errored;
    }
    return day;
  });
}
