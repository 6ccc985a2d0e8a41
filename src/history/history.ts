import type { HistoryBand, HistoryDocument, HistoryPoint, Uptime } from "./history_document.ts";
import { type Piece, piecesOf } from "./history_piece.ts";
import type { Hour } from "./hour.ts";
import { stateOf } from "./point.ts";
import { type Range, type Timeline, timelineOf } from "./timeline.ts";

const HOUR_SECONDS = 3600;

// Bands that lie within one hour each.
const STEPS_SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800];

export interface HistoryRange extends Range {
  /** How many points, or bands, there may be. */
  readonly points: number;
}

/** Seconds of a band, so that no more than `points` cover the range. */
export function stepOf({ from, to, points }: HistoryRange): number {
  // One more than fit exactly: the first may begin before the range.
  const least = (to - from) / Math.max(1, points - 1);
  return STEPS_SECONDS.find((step) => step >= least) ?? Math.ceil(least / HOUR_SECONDS) * HOUR_SECONDS;
}

/** What is told of a check's history: its results if there are few enough, else bands that hide no peak and no failure. */
export function historyOf(
  hours: readonly Hour[],
  range: HistoryRange,
): Omit<HistoryDocument, "project" | "name" | "partial"> {
  const pieces = piecesOf(hours);
  const timeline = timelineOf(pieces, range);
  const within = pieces.filter((piece) => isWithin(piece, range));
  const points = within.flatMap(pointOf);
  const few = points.length === within.length && points.length <= range.points;
  const step = few ? null : stepOf(range);
  return {
    from: new Date(range.from * 1000).toISOString(),
    to: new Date(range.to * 1000).toISOString(),
    step,
    points: few ? points : [],
    bands: step === null ? [] : bandsOf(within, step),
    // A gap that a band bridges would only be noise.
    gaps: timeline.gaps.filter(([from, to]) => to - from >= (step ?? 0)),
    maintenance: [...timeline.maintenance],
    changes: changesOf(hours, range),
    uptime: uptimeOf(timeline),
  };
}

function isWithin(piece: Piece, { from, to }: Range): boolean {
  const end = piece.point ? piece.start : piece.hour.last_at;
  return end >= from && piece.start <= to;
}

/** None where only the sums of an hour are known. */
function pointOf({ point }: Piece): HistoryPoint[] {
  return point ? [[point.at, stateOf(point), point.value]] : [];
}

function bandsOf(pieces: readonly Piece[], step: number): HistoryBand[] {
  const groups = Map.groupBy(pieces, ({ start }) => Math.floor(start / step) * step);
  return [...groups].map(([start, group]) => bandOf(start, group.map(sumsOf)));
}

type Sums = Pick<
  Hour,
  "runs" | "failed" | "errored" | "value_min" | "value_max" | "value_sum" | "value_count"
>;

function sumsOf(piece: Piece): Sums {
  if (!piece.point) return piece.hour;
  const { status, value } = piece.point;
  return {
    runs: 1,
    failed: status === "failed" ? 1 : 0,
    errored: status === "errored" ? 1 : 0,
    value_min: value,
    value_max: value,
    value_sum: value ?? 0,
    value_count: value === null ? 0 : 1,
  };
}

function bandOf(start: number, group: readonly Sums[]): HistoryBand {
  let [runs, failed, errored, sum, count] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of group) {
    runs += one.runs;
    failed += one.failed;
    errored += one.errored;
    sum += one.value_sum;
    count += one.value_count;
    min = Math.min(min, one.value_min ?? min);
    max = Math.max(max, one.value_max ?? max);
  }
  if (count === 0) return [start, null, null, null, runs, failed, errored];
  return [start, min, Math.round((sum / count) * 100) / 100, max, runs, failed, errored];
}

function changesOf(hours: readonly Hour[], { from, to }: Range): number[] {
  const sorted = hours.toSorted((one, other) => one.first_at - other.first_at);
  return sorted.flatMap(({ first_at, fingerprint }, index) => {
    const before = sorted[index - 1]?.fingerprint ?? fingerprint;
    return before !== fingerprint && first_at >= from && first_at <= to ? [first_at] : [];
  });
}

function uptimeOf({ seconds }: Timeline): Uptime {
  const entries = Object.entries(seconds).map(([kind, value]) => [kind, Math.round(value)]);
  const { passed, failed } = seconds;
  const ratio = passed + failed === 0 ? null : Math.round((passed / (passed + failed)) * 1e6) / 1e6;
  return { ...seconds, ...Object.fromEntries(entries), ratio };
}
