import { asTable } from "./filled_entry.ts";

// What a result means hangs on these; a new description or tag changes nothing about it.
const TELLING = ["module", "params", "plot", "timeout", "agent"] as const;

/**
 * A short hash of what a check does, as written in the configuration: variables are not filled in, so it knows no
 * secret. It tells versions of one check apart, and nothing more.
 */
export function fingerprintOf(written: unknown): string {
  const table = asTable(written);
  return hash(canonical(TELLING.map((key) => table[key] ?? null)));
}

/** JSON with sorted keys: the order in a file means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part) || part instanceof Date) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** FNV-1a from two starting points, 64 bits in all. */
function hash(text: string): string {
  let [one, other] = [0x811c9dc5, 0x050c5d1f];
  for (const byte of new TextEncoder().encode(text)) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x01000193) ^ (other >>> 15);
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
