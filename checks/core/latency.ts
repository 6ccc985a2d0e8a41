import * as z from "zod";
import { defineCheck } from "#check";
import { HttpUrl } from "../_http_url.ts";
import { reach } from "../_reach.ts";

export default defineCheck({
  documentation: `
The URL answers in less than some milliseconds, whatever it answers.

The milliseconds are returned, from sending a HEAD request to the headers of the answer, without the time spent on
waiting for a connection or on failed tries. Of a server that cannot be reached, or answers too late, the reason is
returned.

Data: the milliseconds, or a sentence.

A run costs one request without a body, and 1 ms of CPU.
`,
  params: z.strictObject({
    url: HttpUrl,
    max_milliseconds: z.int().nonnegative(),
  }),
  exposed: ["url", "max_milliseconds"],
  overridable: ["max_milliseconds"],
  plot: ".",

  async run(ctx, { url, max_milliseconds }) {
    const response = await reach(ctx, url, { method: "HEAD" });
    if (typeof response === "string") return { success: false, data: response };
    const elapsed = Math.round(ctx.latencyMs(response));
    return { success: elapsed < max_milliseconds, data: elapsed };
  },
});
