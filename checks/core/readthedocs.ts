import * as z from "zod";
import { defineCheck } from "#check";
import { commitAgeMs, fetchBranch, Repository } from "../_github.ts";
import { fetchLatestBuild } from "./_read_the_docs.ts";

export default defineCheck({
  documentation: `
The latest build on Read the Docs is of the newest commit of a branch on GitHub, or that commit is still so young that
its build may be under way.

Both commits and the seconds for which they have differed are returned. With a token the builds are read from the API of
Read the Docs, else from the project's public page.

Data: \`{github: {latest_sha}, readthedocs: {latest_build}, lag_seconds}\`.

A run costs two requests, one of them of GitHub, and 1 ms of CPU: 3 KiB as recorded.
`,
  params: z.strictObject({
    repo: Repository,
    rtd_slug: z.string().min(1),
    rtd_token: z.string().default(""),
    branch: z.string().default("main"),
    lag_margin_seconds: z.int().nonnegative().default(3600),
  }),
  exposed: ["repo", "rtd_slug", "branch", "lag_margin_seconds"],
  plot: ".lag_seconds",

  async run(ctx, { repo, rtd_slug, rtd_token, branch, lag_margin_seconds }) {
    const [latest_build, latest] = await Promise.all([
      fetchLatestBuild(ctx, { slug: rtd_slug, token: rtd_token }),
      fetchBranch(ctx, repo, branch),
    ]);
    const latest_sha = latest.commit.sha;
    const lag_seconds = latest_build === latest_sha ? 0 : Math.floor(commitAgeMs(ctx, latest) / 1000);
    return {
      success: latest_build === latest_sha || lag_seconds < lag_margin_seconds,
      data: { github: { latest_sha }, readthedocs: { latest_build }, lag_seconds },
    };
  },
});
