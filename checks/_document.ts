import type * as z from "zod";
import { type CheckContext, isJson, type Json, valueAt } from "#check";
import { placeOf } from "./_http_url.ts";

/** The JSON of a text; undefined where it is none, or holds what no JSON can (a number beyond all bounds). */
export function parseJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    // Whether a text is JSON cannot be asked otherwise.
    return undefined;
  }
}

/** The document at `url`: its JSON, whatever its Content-Type, else its text. Throws unless the status is 2xx. */
export async function fetchDocument(ctx: CheckContext, url: string, init?: RequestInit): Promise<Json> {
  const response = await ctx.fetch(url, init);
  if (!response.ok) throw new Error(`Cannot read ${placeOf(url)}: status ${response.status}`);
  const text = await response.text();
  const json = parseJson(text);
  return json === undefined ? text.trim() : json;
}

/** What `schema` asks of a remote document. Throws a `TypeError` that names the `source` and what does not fit. */
export function parseDocument<S extends z.ZodType>(
  document: unknown,
  schema: S,
  source: string,
): z.output<S> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "document"}: ${message}`,
  );
  throw new TypeError(`Cannot read ${source}: ${problems.join("; ")}`);
}

/** The value at `path` of the document at `url`. Throws a `RangeError` where the path leads nowhere. */
export async function fetchValue(
  ctx: CheckContext,
  url: string,
  { path, ...init }: RequestInit & { readonly path: string },
): Promise<Json> {
  const value = valueAt(path, await fetchDocument(ctx, url, init));
  if (value === undefined) throw new RangeError(`Cannot read ${placeOf(url)}: nothing at ${path}`);
  return value;
}
