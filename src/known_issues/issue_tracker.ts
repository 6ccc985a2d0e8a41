import type * as z from "zod";
import type { CheckContext } from "../check.ts";

export type TrackerFetch = (url: string) => ReturnType<CheckContext["fetch"]>;

/** What a tracker answered, as `schema` reads it. Throws for anything else: a sentence that quotes none of it. */
export async function readTracker<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const problem = (why: string) => new TypeError(`Cannot read the tracker's answer: ${why}`);
  if (!response.ok) {
    await response.body?.cancel();
    throw problem(`it has status ${response.status}`);
  }
  const text = await response.text();
  const parsed = schema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw problem(`it is not what was expected${issue?.path.length ? `, at ${issue.path.join(".")}` : ""}`);
}

/** Undefined where it is no JSON: an HTML page, say. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
