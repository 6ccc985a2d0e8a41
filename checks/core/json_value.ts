import * as z from "zod";
import { defineCheck, type Json, type JsonObject } from "#check";
import { fetchValue } from "../_document.ts";
import { HttpUrl, placeOf } from "../_http_url.ts";
import { sameJson } from "../_same_json.ts";

const EXPECTATIONS = ["min", "max", "equals", "one_of"] as const;

export default defineCheck({
  documentation: `
The value at a path of a JSON document is what it should be: at least \`min\`, at most \`max\`, equal to \`equals\`, and
one of \`one_of\`, as far as these are given.

The value and what was expected are returned. A path is written as in \`.queues.0.size\`. A document that cannot be
read, or holds no such value, tells nothing.

Data: \`{value, expected}\`.

A run costs one request, of the whole document, and 1 ms of CPU.
`,
  params: z
    .strictObject({
      url: HttpUrl,
      path: z.string().default("."),
      min: z.number().optional(),
      max: z.number().optional(),
      equals: z.json().optional(),
      one_of: z.array(z.json()).min(1).optional(),
      method: z.enum(["GET", "POST", "PUT"]).default("GET"),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().optional(),
    })
    .refine((params) => EXPECTATIONS.some((name) => params[name] !== undefined), {
      error: `expected at least one of ${EXPECTATIONS.join(", ")}`,
    })
    .refine(({ method, body }) => method !== "GET" || body === undefined, {
      error: "expected no body with GET",
      path: ["body"],
    }),
  exposed: ["url", "path", "min", "max", "equals", "one_of", "method"],
  overridable: ["min", "max"],
  plot: ".value",

  async run(ctx, { url, path, method, headers, body = null, ...expected }) {
    const value = await fetchValue(ctx, url, { path, method, headers, body });
    const { min, max, equals = value, one_of = [value] } = expected;
    const number = numberOf(value);
    if ((min !== undefined || max !== undefined) && number === undefined) {
      throw new TypeError(`Cannot compare what ${placeOf(url)} holds at ${path}: not a number`);
    }
    const inBounds = number === undefined || (number >= (min ?? number) && number <= (max ?? number));
    const success = inBounds && sameJson(value, equals) && one_of.some((one) => sameJson(value, one));
    return { success, data: { value, expected: given(expected) } };
  },
});

/** Many a service writes its numbers as text. */
function numberOf(value: Json): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function given(expected: Readonly<Record<string, Json | undefined>>): JsonObject {
  const entries = Object.entries(expected);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
