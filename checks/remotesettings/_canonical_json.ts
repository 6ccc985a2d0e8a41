import { type Exact, Float } from "./_exact_json.ts";

// As deep as any record; a document that is nested without end must not overflow the stack.
const MAX_DEPTH = 200;

/** The canonical JSON that content signatures are made of: ASCII, no blanks, keys in the order of code points. */
export function canonicalJson(value: Exact, depth = 0): string {
  if (depth > MAX_DEPTH) throw new RangeError(`Cannot write canonical JSON: nested over ${MAX_DEPTH} deep`);
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Float) return exponential(value.value);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => compareCodePoints(one, other))
    .map(([key, member]) => `${quoted(key)}:${canonicalJson(member, depth + 1)}`);
  return `{${members.join(",")}}`;
}

/** For sorting. JavaScript itself compares UTF-16, in which characters beyond U+FFFF come before U+E000. */
export function compareCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(one.charCodeAt(index)) - rank(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Puts the surrogates, which make up the characters beyond U+FFFF, after all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function quoted(text: string): string {
  // JSON.stringify writes the control characters as they must be, but leaves DEL and what is not ASCII.
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** `3.14E0`, `1E21`, `1.1E-6`. */
function exponential(value: number): string {
  const sign = Object.is(value, -0) ? "-" : "";
  return sign + value.toExponential().replace("e+", "E").replace("e", "E");
}

function isList(value: object): value is readonly Exact[] {
  return Array.isArray(value);
}
