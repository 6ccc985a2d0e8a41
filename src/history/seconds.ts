import type { Point } from "./point.ts";

/** How long something held, in seconds. */
export interface Seconds {
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  /** The last result was too old to trust. */
  readonly stale: number;
  readonly maintenance: number;
}

/** What a point's result counts as, for as long as it is trusted. */
export function kindOf({ status, maintenance }: Pick<Point, "status" | "maintenance">): keyof Seconds {
  return maintenance ? "maintenance" : status;
}

/** The time from the first point to the last. Each covers the time until the next, but no longer than `cover` seconds. */
export function secondsOf(points: readonly Point[], cover: number): Seconds {
  const seconds = { passed: 0, failed: 0, errored: 0, stale: 0, maintenance: 0 };
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (!next) break;
    const covered = Math.min(next.at - point.at, cover);
    seconds[kindOf(point)] += covered;
    seconds.stale += next.at - point.at - covered;
  }
  return seconds;
}
