import * as z from "zod";
import { defineCheck } from "#check";
import { HttpUrl, placeOf } from "../_http_url.ts";

export default defineCheck({
  documentation: `
What CloudFront serves at the URL has been in its cache for less than a maximum age, in seconds.

The value of the \`Age\` header is returned; without one, the answer is fresh: 0. Without an \`X-Cache\` header there is
no CloudFront in front of the URL, and nothing can be told.

Data: the seconds.

A run costs one request without a body, and 1 ms of CPU.
`,
  params: z.strictObject({
    url: HttpUrl,
    max_age: z.int().nonnegative().describe("seconds"),
  }),
  exposed: ["url", "max_age"],
  overridable: ["max_age"],
  plot: ".",

  async run(ctx, { url, max_age }) {
    const { headers } = await ctx.fetch(url, { method: "HEAD" });
    if (!headers.has("x-cache")) {
      throw new TypeError(`Cannot tell the age of ${placeOf(url)}: no X-Cache header, so no CloudFront`);
    }
    const age = headers.get("age") ?? "0";
    if (!/^\d+$/.test(age)) {
      throw new SyntaxError(`Cannot tell the age of ${placeOf(url)}: its Age header is "${age}"`);
    }
    return { success: Number(age) < max_age, data: Number(age) };
  },
});
