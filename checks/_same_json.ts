import type { Json } from "#check";

/** Whether two documents say the same, in whatever order their keys stand. */
export function sameJson(one: Json, other: Json): boolean {
  return canonical(one) === canonical(other);
}

/** The same text for documents that say the same. */
export function canonical(document: Json): string {
  return JSON.stringify(document, (_, value: unknown) => (isRecord(value) ? sorted(value) : value));
}

function sorted(record: object): object {
  // A null prototype: a key "__proto__" is a key like any other.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(record).sort(byKey)) copy[key] = value;
  return copy;
}

function byKey([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
