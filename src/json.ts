export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

// Deep enough for any document a service returns; a cycle ends here instead of overflowing the stack.
const MAX_DEPTH = 100;

/** Whether `value` survives JSON unchanged: no Date, Map, NaN, undefined, cycle, or depth over 100. */
export function isJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth >= MAX_DEPTH) return false;
  // `Array.from` makes the holes of a sparse array visible.
  if (Array.isArray(value)) return Array.from(value).every((item) => isJson(item, depth + 1));
  return isPlain(value) && Object.values(value).every((item) => isJson(item, depth + 1));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isJson(value);
}

/** The value at a path such as `.totals.0.count`; `"."` is `data` itself; undefined where it leads nowhere. */
export function valueAt(path: string, data: Json): Json | undefined {
  let value: Json | undefined = data;
  for (const step of path.split(".").filter((part) => part !== "")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : (value as JsonObject)[step];
  }
  return value;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
