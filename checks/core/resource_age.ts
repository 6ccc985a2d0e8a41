import * as z from "zod";
import { defineCheck } from "#check";
import { parseHttpDate } from "../_date.ts";
import { HttpUrl } from "../_http_url.ts";

const HOUR_MS = 3_600_000;

export default defineCheck({
  documentation: `
The resource was modified, by its \`Last-Modified\` header, less than some hours ago.

The age in whole hours is returned, or what is wrong with the header.

Data: \`{age_hours}\`, or \`{error}\`.

A run costs one request without a body, and 1 ms of CPU.
`,
  params: z.strictObject({
    url: HttpUrl,
    max_age_hours: z.int().nonnegative(),
  }),
  exposed: ["url", "max_age_hours"],
  overridable: ["max_age_hours"],
  plot: ".age_hours",

  async run(ctx, { url, max_age_hours }) {
    const { headers } = await ctx.fetch(url, { method: "HEAD" });
    const header = headers.get("last-modified");
    if (header === null) return { success: false, data: { error: "Missing Last-Modified header" } };
    const modified = parseHttpDate(header);
    if (modified === undefined) {
      return { success: false, data: { error: `Invalid Last-Modified header: '${header}'` } };
    }
    // `|| 0`: a clock a little ahead of ours would make it -0.
    const age_hours = Math.trunc((ctx.now().getTime() - modified) / HOUR_MS) || 0;
    return { success: age_hours < max_age_hours, data: { age_hours } };
  },
});
