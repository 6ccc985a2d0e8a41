import { type Json, valueAt } from "../json.ts";

/** The number at `path` within a check's data, rounded to two decimals; null where there is none. */
export function plottedValue(path: string | undefined, data: Json): number | null {
  if (path === undefined) return null;
  const found = valueAt(path, data);
  const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  if (typeof number !== "number" || !Number.isFinite(number)) return null;
  return Math.round(number * 100) / 100;
}
