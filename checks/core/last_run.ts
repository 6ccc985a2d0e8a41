import * as z from "zod";
import { defineCheck } from "#check";
import { isoDate, parseTimestamp } from "../_date.ts";
import { fetchValue } from "../_document.ts";
import { HttpUrl, placeOf } from "../_http_url.ts";
import { judgeSignals } from "./_signals.ts";

export default defineCheck({
  documentation: `
A scheduled task ran with success, no longer ago than a maximum age.

Either the task leaves the time of its last run in a document, at \`url\` and \`path\`: epoch seconds or milliseconds,
ISO 8601, or an HTTP date. Or it has a \`token\` and tells itself: it posts to \`/checks/{project}/{check}/ping\` when
it has succeeded, to \`/ping/start\` before, and to \`/ping/fail\` when it has failed, with the token as bearer. A last
signal of failure fails, whatever came before; as long as there was none at all, nothing can be told.

The last run and its age in seconds are returned; of a task that tells itself also how long its last run took, since
when it is running, and when it failed and what it said.

Data: \`{age_seconds, last_run}\`; of signals also \`last_failure\`, \`running_since\`, \`duration_seconds\`,
\`message\`.

A run costs one request, of the whole document, or none where the task tells itself, and 1 ms of CPU.
`,
  params: z
    .strictObject({
      url: HttpUrl.optional(),
      path: z.string().default("."),
      token: z.string().min(1).optional(),
      max_age_seconds: z.number().positive(),
    })
    .refine(({ url, token }) => (url === undefined) !== (token === undefined), {
      error: "expected either url or token: where the task leaves its timestamp, or what its signals carry",
    }),
  exposed: ["url", "path", "max_age_seconds"],
  overridable: ["max_age_seconds"],
  plot: ".age_seconds",
  needs: ["pings"],
  pingToken: "token",

  async run(ctx, { url, path, max_age_seconds }) {
    const now = ctx.now();
    if (url === undefined) return judgeSignals(await ctx.pings(), { now, max_age_seconds });
    const time = parseTimestamp(await fetchValue(ctx, url, { path }));
    if (time === undefined) throw new TypeError(`Cannot read ${placeOf(url)}: no timestamp at ${path}`);
    const age_seconds = (now.getTime() - time) / 1000;
    return { success: age_seconds <= max_age_seconds, data: { age_seconds, last_run: isoDate(time) } };
  },
});
