import * as z from "zod";

/** A URL that a check may ask. */
export const HttpUrl = z.url({ protocol: /^https?$/, error: "expected an http or https URL" });

/** A URL as it may be written in messages: without credentials, query and fragment. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
