import type { Outcome } from "../outcome.ts";
import { fromHex, toHex } from "./hex.ts";
import { ByteReader, pushFloat, pushVarint, unzigzag, zigzag } from "./varint.ts";

/** A result as history keeps it. */
export interface Point {
  /** When it was reached, in whole epoch seconds. */
  readonly at: number;
  readonly status: Outcome["status"];
  /** Whether it was reached in a maintenance window. */
  readonly maintenance: boolean;
  /** The plotted number. */
  readonly value: number | null;
}

const STATUSES = ["passed", "failed", "errored"] as const satisfies Outcome["status"][];

// Twice as much is still exact, as the difference of two of them.
const MAX_HUNDREDTHS = 2 ** 50;

// How a value is written: not at all, as the difference in hundredths to the last such value, as eight bytes.
const NONE = 0;
const HUNDREDTHS = 1;
const FLOAT = 2;

/**
 * Points in the order of their time, as hexadecimal text. A point of a check that runs every minute takes one byte, and
 * one to three for its value: its time is what the last interval has changed by, and its kind is only told if it changed.
 */
export function encodePoints(points: readonly Point[], baseSeconds: number): string {
  const bytes: number[] = [];
  const last = { at: baseSeconds, interval: 0, kind: -1, hundredths: 0 };
  for (const point of points) {
    const interval = point.at - last.at;
    const form = formOf(point.value);
    const kind = stateOf(point) * 3 + form;
    pushVarint(bytes, 2 * zigzag(interval - last.interval) + (kind === last.kind ? 0 : 1));
    if (kind !== last.kind) bytes.push(kind);
    const hundredths = pushValue(bytes, point.value, last.hundredths);
    Object.assign(last, { at: point.at, interval, kind, hundredths });
  }
  return toHex(bytes);
}

/** The points again, exactly. Throws where the text was not written by `encodePoints`. */
export function decodePoints(text: string, baseSeconds: number): Point[] {
  const reader = new ByteReader(fromHex(text));
  const points: Point[] = [];
  let [at, interval, kind, hundredths] = [baseSeconds, 0, 0, 0];
  while (!reader.atEnd) {
    const head = reader.varint();
    interval += unzigzag(Math.floor(head / 2));
    at += interval;
    if (head % 2 === 1) kind = reader.byte();
    const form = kind % 3;
    if (form === HUNDREDTHS) hundredths += reader.signed();
    const value = form === FLOAT ? reader.float() : hundredths / 100;
    points.push({ at, ...readState(Math.floor(kind / 3)), value: form === NONE ? null : value });
  }
  return points;
}

/** Appends a value. Returns the hundredths from which the next one differs. */
function pushValue(bytes: number[], value: number | null, last: number): number {
  if (value === null) return last;
  if (formOf(value) === FLOAT) {
    pushFloat(bytes, value);
    return last;
  }
  pushVarint(bytes, zigzag(hundredthsOf(value) - last));
  return hundredthsOf(value);
}

/** The state of a point as a small number. */
export function stateOf({ status, maintenance }: Pick<Point, "status" | "maintenance">): number {
  return STATUSES.indexOf(status) + (maintenance ? STATUSES.length : 0);
}

/** The state that a small number stands for. */
export function readState(state: number): Pick<Point, "status" | "maintenance"> {
  const status = STATUSES[state % STATUSES.length];
  if (!status || state >= 2 * STATUSES.length) throw new RangeError(`Cannot read a state: ${state} is none`);
  return { status, maintenance: state >= STATUSES.length };
}

function formOf(value: number | null): number {
  if (value === null) return NONE;
  const hundredths = hundredthsOf(value);
  // What they do not give back exactly, -0 too, is written as it is.
  const exact = Math.abs(hundredths) <= MAX_HUNDREDTHS && Object.is(hundredths / 100, value);
  return exact ? HUNDREDTHS : FLOAT;
}

function hundredthsOf(value: number): number {
  return Math.round(value * 100) + 0;
}
