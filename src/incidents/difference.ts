import type { Json } from "../json.ts";
import { shorten } from "../messages/shorten.ts";

const MAX_LINES = 20;

// Twenty of them are kept for each check that does not hold.
const MAX_BYTES = 2048;
const VALUE_LENGTH = 60;
const PATH_LENGTH = 80;

/**
 * What differs between two findings, a line each: `.totals.0.count: 3 → 5`. At most twenty lines and 2 KiB; the last one
 * then says how many more there are.
 */
export function differences(before: Json, after: Json): string[] {
  const all = [...compare("", before, after)];
  const lines: string[] = [];
  let room = MAX_BYTES;
  for (const line of all.slice(0, all.length > MAX_LINES ? MAX_LINES - 1 : MAX_LINES)) {
    room -= new TextEncoder().encode(line).byteLength;
    if (room < 0) break;
    lines.push(line);
  }
  const left = all.length - lines.length;
  return left === 0 ? lines : [...lines, `… and ${left} more`];
}

function* compare(path: string, before: Json | undefined, after: Json | undefined): Generator<string> {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    if (before === after) return;
    yield `${shorten(path || ".", PATH_LENGTH)}: ${textOf(before)} → ${textOf(after)}`;
    return;
  }
  const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    yield* compare(`${path}.${key}`, left.get(key), right.get(key));
  }
}

function isContainer(value: Json | undefined): value is Extract<Json, object> {
  return typeof value === "object" && value !== null;
}

function textOf(value: Json | undefined): string {
  return value === undefined ? "nothing" : shorten(JSON.stringify(value), VALUE_LENGTH);
}
