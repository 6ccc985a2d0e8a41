import * as z from "zod";
import { defineCheck } from "#check";
import { HttpUrl } from "../_http_url.ts";

const VERSIONS = ["1", "1.1", "2", "3"] as const;

export default defineCheck({
  documentation: `
The server speaks exactly the given versions of HTTP.

The versions found are returned, or which are unsupported, or supported unexpectedly. A Worker cannot see the version of
an answer: this check runs on an agent.

Data: \`[version]\`, or a sentence.

A run costs four requests, one a version, each by a process of its own on the agent.
`,
  params: z.strictObject({
    url: HttpUrl,
    versions: z.array(z.enum(VERSIONS)).default([...VERSIONS]),
  }),
  exposed: ["url", "versions"],
  needs: ["httpVersions"],

  async run(ctx, { url, versions }) {
    const found = await ctx.httpVersions(url, versions);
    const missing = versions.filter((version) => !found.includes(version));
    if (missing.length > 0) return { success: false, data: sentence(missing, "unsupported") };
    const extra = found.filter((version) => !versions.some((expected) => expected === version));
    if (extra.length > 0) return { success: false, data: sentence(extra, "unexpectedly supported") };
    return { success: true, data: found };
  },
});

function sentence(versions: readonly string[], what: string): string {
  return `HTTP version(s) ${versions.join(", ")} ${what}`;
}
