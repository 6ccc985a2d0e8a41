import * as z from "zod";
import { defineCheck, type Json } from "#check";
import { fetchValue } from "../_document.ts";
import { HttpUrl } from "../_http_url.ts";
import { sameJson } from "../_same_json.ts";
import { type Found, lagSeconds, recall, remember, sha256 } from "./_lag.ts";

// Longer values are told apart by their beginning and a hash: the data is read by people.
const SHOWN_CHARACTERS = 500;

export default defineCheck({
  documentation: `
Two or more URLs hold the same: the whole document, or the value at a path. With \`max_lag_seconds\` the others may be
behind the first, the origin, for no longer than that.

What each URL holds is returned, and the lag: the seconds since the origin was last seen to hold what the slowest holds.
That is remembered from run to run: a difference that is new has all of its time. Timestamps (epoch seconds or
milliseconds, ISO 8601, HTTP dates) are no further behind than they are apart, so they can be judged at the first look.
The order of keys in JSON does not matter. A URL that cannot be read, or holds nothing there, tells nothing.

Data: \`{values: {url: value}, lag_seconds, seen, differing_since}\`.

A run costs one request a URL, of its whole document, and 1 ms of CPU each.
`,
  params: z.strictObject({
    urls: z
      .array(HttpUrl)
      .min(2)
      .refine((urls) => new Set(urls).size === urls.length, "expected different URLs"),
    path: z.string().default("."),
    max_lag_seconds: z.number().nonnegative().optional(),
  }),
  exposed: ["urls", "path", "max_lag_seconds"],
  overridable: ["max_lag_seconds"],
  plot: ".lag_seconds",

  async run(ctx, { urls: [origin = "", ...copies], path, max_lag_seconds }) {
    const find = async (url: string): Promise<Found> => ({
      url,
      value: await fetchValue(ctx, url, { path }),
    });
    const [reference, ...others] = await Promise.all([find(origin), ...copies.map(find)]);
    const values = Object.fromEntries(await Promise.all([reference, ...others].map(shown)));
    const differing = others.filter(({ value }) => !sameJson(value, reference.value));
    if (max_lag_seconds === undefined) {
      return {
        success: differing.length === 0,
        data: { values, ...(differing.length === 0 && { lag_seconds: 0 }) },
      };
    }
    const look = { reference, differing, now: ctx.now() };
    const before = recall(ctx.previous);
    const lags = await Promise.all(differing.map((copy) => lagSeconds(copy, { ...look, before })));
    const lag_seconds = Math.max(0, ...lags);
    const data = { values, lag_seconds, ...(await remember(before, look)) };
    return { success: lag_seconds <= max_lag_seconds, data };
  },
});

async function shown({ url, value }: Found): Promise<[string, Json]> {
  const text = JSON.stringify(value);
  if (text.length <= SHOWN_CHARACTERS) return [url, value];
  return [
    url,
    { beginning: text.slice(0, SHOWN_CHARACTERS), characters: text.length, sha256: await sha256(value) },
  ];
}
