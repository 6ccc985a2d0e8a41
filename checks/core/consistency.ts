import * as z from "zod";
import { defineCheck, type Json } from "#check";
import { parseTimestamp } from "./_date.ts";
import { fetchValue } from "./_document.ts";
import { HttpUrl, placeOf } from "./_http_url.ts";
import { sameJson } from "./_same_json.ts";

// Longer values are told apart by their beginning and a hash: the data is read by people.
const SHOWN_CHARACTERS = 500;

export default defineCheck({
  documentation: `
Two or more URLs hold the same: the whole document, or the value at a path. With \`max_lag_seconds\` they may differ if what
they hold are timestamps that are no further apart.

What each URL holds is returned, and the lag: the seconds between the oldest and the newest timestamp. The order of keys in
JSON does not matter. Timestamps are epoch seconds or milliseconds, ISO 8601, or HTTP dates. A URL that cannot be read, or
holds nothing there, tells nothing.
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

  async run(ctx, { urls, path, max_lag_seconds }) {
    const found = await Promise.all(
      urls.map(async (url): Promise<Found> => ({ url, value: await fetchValue(ctx, url, { path }) })),
    );
    const values = Object.fromEntries(await Promise.all(found.map(shown)));
    const equal = found.every(({ value }) => sameJson(value, found[0]?.value ?? null));
    if (equal) return { success: true, data: { values, lag_seconds: 0 } };
    if (max_lag_seconds === undefined) return { success: false, data: { values } };
    const lag_seconds = lagSeconds(found, path);
    return { success: lag_seconds <= max_lag_seconds, data: { values, lag_seconds } };
  },
});

interface Found {
  readonly url: string;
  readonly value: Json;
}

function lagSeconds(found: readonly Found[], path: string): number {
  const times = found.map(({ url, value }) => {
    const time = parseTimestamp(value);
    if (time !== undefined) return time;
    throw new TypeError(`Cannot compare what ${placeOf(url)} holds at ${path}: not a timestamp`);
  });
  return (Math.max(...times) - Math.min(...times)) / 1000;
}

async function shown({ url, value }: Found): Promise<[string, Json]> {
  const text = JSON.stringify(value);
  if (text.length <= SHOWN_CHARACTERS) return [url, value];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [url, { beginning: text.slice(0, SHOWN_CHARACTERS), characters: text.length, sha256 }];
}
