import { type Hour, pointsOf } from "./hour.ts";
import type { Point } from "./point.ts";

/** A part of history: a result, or the sums of an hour whose results are not known one by one. */
export type Piece =
  | { readonly start: number; readonly point: Point; readonly cover: number }
  | { readonly start: number; readonly point: undefined; readonly hour: Hour };

/** Hours as pieces, in the order of time. */
export function piecesOf(hours: readonly Hour[]): Piece[] {
  return hours.flatMap(partsOf).sort((one, other) => one.start - other.start);
}

function partsOf(hour: Hour): Piece[] {
  if (hour.points === null) return [{ start: hour.first_at, point: undefined, hour }];
  return pointsOf(hour).map((point) => ({ start: point.at, point, cover: hour.cover }));
}
