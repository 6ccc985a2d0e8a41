import type { Piece } from "./history_piece.ts";
import type { Hour } from "./hour.ts";
import { readState } from "./point.ts";
import { kindOf, type Seconds } from "./seconds.ts";

/** Epoch seconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

type Kind = keyof Seconds | "unobserved";

export interface Timeline {
  readonly seconds: Readonly<Record<Kind, number>>;
  /** Where nothing is known. */
  readonly gaps: readonly [number, number][];
  readonly maintenance: readonly [number, number][];
}

/** What held when. Pieces come in the order of time; those before the range tell what held when it began. */
export function timelineOf(pieces: readonly Piece[], range: Range): Timeline {
  const walk = new Walk(range);
  for (const piece of pieces) {
    walk.advance(piece.start);
    if (piece.point) walk.hold(kindOf(piece.point), piece.start + piece.cover);
    else walk.pass(piece.hour);
  }
  walk.advance(range.to);
  return walk;
}

/** Goes through a range, and counts every second of it once. */
class Walk implements Timeline {
  readonly seconds = { passed: 0, failed: 0, errored: 0, stale: 0, maintenance: 0, unobserved: 0 };
  readonly gaps: [number, number][] = [];
  readonly maintenance: [number, number][] = [];
  readonly #to: number;
  #at: number;
  #held: Kind = "unobserved";
  #until = Number.POSITIVE_INFINITY;

  constructor({ from, to }: Range) {
    this.#at = from;
    this.#to = to;
  }

  /** Until then holds what was held last, and nothing from where that is too old. */
  advance(time: number): void {
    this.#spend(this.#held, Math.min(time, this.#until));
    this.#spend("stale", time);
  }

  hold(kind: Kind, until: number): void {
    this.#held = kind;
    this.#until = until;
  }

  /** Counts an hour of which only sums are known; of one that lies in the range only in part, the like part of them. */
  pass({ first_at, last_at, last_state, cover, ...sums }: Hour): void {
    const begun = Math.max(this.#at, first_at);
    const ended = Math.min(last_at, this.#to);
    if (ended > begun) {
      const part = (ended - begun) / (last_at - first_at);
      this.seconds.passed += sums.passed_s * part;
      this.seconds.failed += sums.failed_s * part;
      this.seconds.errored += sums.errored_s * part;
      this.seconds.stale += sums.stale_s * part;
      this.seconds.maintenance += sums.maintenance_s * part;
      this.#at = ended;
    }
    this.hold(kindOf(readState(last_state)), last_at + cover);
  }

  #spend(kind: Kind, time: number): void {
    const end = Math.min(time, this.#to);
    if (end <= this.#at) return;
    this.seconds[kind] += end - this.#at;
    if (kind === "stale" || kind === "unobserved") append(this.gaps, this.#at, end);
    if (kind === "maintenance") append(this.maintenance, this.#at, end);
    this.#at = end;
  }
}

/** Adds a span, or prolongs the last one that it follows at once. */
function append(spans: [number, number][], from: number, to: number): void {
  const last = spans.at(-1);
  if (last?.[1] === from) last[1] = to;
  else spans.push([from, to]);
}
