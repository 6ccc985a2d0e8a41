import { type Hour, hourOf, type Observation, pointsOf } from "./hour.ts";
import { encodePoints, type Point, stateOf } from "./point.ts";
import { secondsOf } from "./seconds.ts";

// A check that runs every ten seconds. Of those that run more often, every other point that tells nothing new goes.
const MAX_POINTS = 360;

/** An hour to which results are added, in any order. */
export class OpenHour {
  #sums: Hour;
  #points: readonly Point[];
  #sealed: Hour | undefined;

  constructor(hour: Hour) {
    this.#sums = hour;
    this.#points = pointsOf(hour);
    this.#sealed = hour;
  }

  /** The hour that a result opens. */
  static from(result: Observation): OpenHour {
    const open = new OpenHour(emptyHour(result));
    open.add(result);
    return open;
  }

  add({ at, durationMs, coverMs, status, maintenance, value }: Observation): void {
    const sums = this.#sums;
    const duration = Math.round(durationMs);
    const point = { at: Math.floor(at / 1000), status, maintenance, value };
    this.#points = thinned(inserted(this.#points, point));
    this.#sealed = undefined;
    this.#sums = {
      ...sums,
      cover: Math.ceil(coverMs / 1000),
      runs: sums.runs + 1,
      failed: sums.failed + (status === "failed" ? 1 : 0),
      errored: sums.errored + (status === "errored" ? 1 : 0),
      value_min: extreme(Math.min, sums.value_min, value),
      value_max: extreme(Math.max, sums.value_max, value),
      value_sum: finite(sums.value_sum + (value ?? 0)),
      value_count: sums.value_count + (value === null ? 0 : 1),
      duration_min: Math.min(sums.duration_min, duration),
      duration_max: Math.max(sums.duration_max, duration),
      duration_sum: sums.duration_sum + duration,
    };
  }

  /** The hour with all that was added so far. */
  get hour(): Hour {
    this.#sealed ??= {
      ...this.#sums,
      ...totalsOf(this.#points, this.#sums.cover),
      points: encodePoints(this.#points, hourOf(this.#sums.opened) / 1000),
    };
    return this.#sealed;
  }
}

function emptyHour({ key, fingerprint, at, durationMs }: Observation): Hour {
  const none = {
    runs: 0,
    failed: 0,
    errored: 0,
    value_min: null,
    value_max: null,
    value_sum: 0,
    value_count: 0,
  };
  const duration = Math.round(durationMs);
  const opened = Math.floor(at);
  return {
    ...none,
    ...totalsOf([], 0),
    cover: 0,
    check_key: key,
    opened,
    fingerprint,
    duration_min: duration,
    duration_max: duration,
    duration_sum: 0,
    points: "",
  };
}

/** What follows from the points alone. */
function totalsOf(points: readonly Point[], cover: number) {
  const [first, last] = [points[0], points.at(-1)];
  const { passed, failed, errored, stale, maintenance } = secondsOf(points, cover);
  return {
    first_at: first?.at ?? 0,
    last_at: last?.at ?? 0,
    last_state: last ? stateOf(last) : 0,
    passed_s: passed,
    failed_s: failed,
    errored_s: errored,
    stale_s: stale,
    maintenance_s: maintenance,
  };
}

/** Behind all points of its time or before. */
function inserted(points: readonly Point[], point: Point): Point[] {
  const index = points.findLastIndex(({ at }) => at <= point.at) + 1;
  return points.toSpliced(index, 0, point);
}

/** Few enough points to be kept: the first and the last, changes of state, the lowest and the highest stay if they can. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MAX_POINTS) return points;
  const values = points.map(({ value }) => value);
  const numbers = values.filter((value) => value !== null);
  const extremes = [values.indexOf(Math.min(...numbers)), values.indexOf(Math.max(...numbers))];
  const tells = (point: Point, index: number) => {
    const neighbours = [points[index - 1], points[index + 1]];
    const same = neighbours.every((one) => one && stateOf(one) === stateOf(point));
    return !same || extremes.includes(index);
  };
  const kept = points.filter((point, index) => index % 2 === 0 || tells(point, index));
  return kept.length <= 0.9 * MAX_POINTS ? kept : points.filter((_, index) => index % 2 === 0);
}

/** JSON and SQL know no infinity. */
function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

function extreme(
  pick: (one: number, other: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? (one ?? other) : pick(one, other);
}
