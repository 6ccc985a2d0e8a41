import * as z from "zod";
import { type CheckContext, defineCheck, type JsonObject } from "#check";
import { HttpUrl } from "../_http_url.ts";
import { reach } from "../_reach.ts";

const Headers = z.record(z.string(), z.string());

export default defineCheck({
  documentation: `
Certain headers come back from each URL when certain headers are sent. An expected value is compared to the letter; an
empty one asks only that the header be there. Redirects are answers: they are not followed.

For each URL that lacks a header, the expected headers that are missing or differ are returned; nothing if none does. A
URL that cannot be reached does not hide what is missing elsewhere; if nothing is, the check cannot tell.

Data: \`{url: {missing: {header: value}}}\`, or \`{url: {error}}\`.

A run costs one request a URL, without a body, and 1 ms of CPU each.
`,
  params: z.strictObject({
    urls: z.array(HttpUrl),
    request_headers: Headers,
    response_headers: Headers,
  }),
  exposed: ["urls", "request_headers", "response_headers"],

  async run(ctx, { urls, request_headers, response_headers }) {
    const asked = await Promise.all(
      urls.map((url) => missingAt(ctx, url, { request_headers, response_headers })),
    );
    const failing = asked.filter(({ missing }) => Object.keys(missing).length > 0);
    const unreachable = asked.filter(({ error }) => error !== undefined);
    if (failing.length === 0 && unreachable.length > 0) {
      throw new TypeError(unreachable.map(({ error }) => error).join("; "));
    }
    return {
      success: failing.length === 0,
      data: Object.fromEntries([...failing, ...unreachable].map(entry)),
    };
  },
});

interface Expected {
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_headers: Readonly<Record<string, string>>;
}

interface Asked {
  readonly url: string;
  readonly missing: Readonly<Record<string, string>>;
  readonly error?: string;
}

async function missingAt(ctx: CheckContext, url: string, expected: Expected): Promise<Asked> {
  const { request_headers, response_headers } = expected;
  const response = await reach(ctx, url, { method: "HEAD", headers: request_headers, redirect: "manual" });
  if (typeof response === "string") return { url, missing: {}, error: response };
  const missing = Object.entries(response_headers).filter(([name, value]) => {
    const actual = response.headers.get(name);
    return actual === null || (value !== "" && actual !== value);
  });
  return { url, missing: Object.fromEntries(missing) };
}

function entry({ url, missing, error }: Asked): [string, JsonObject] {
  return [url, error === undefined ? { missing } : { error }];
}
