import * as z from "zod";
import { defineCheck } from "#check";
import { commitAgeMs, fetchBranch, Repository } from "../_github.ts";
import { HttpUrl } from "../_http_url.ts";
import { fetchDeployed } from "./_dockerflow.ts";

export default defineCheck({
  documentation: `
The commit that the server says it runs, at \`/__version__\`, is the newest of a branch on GitHub, or the newest is
still so young that its deployment may be under way.

The newest commit, the deployed one and the seconds for which they have differed are returned.

Data: \`{latest_commit: {sha, author, message, date}, deployed_commit, lag_seconds}\`.

A run costs two requests of 3 KiB, one of them of GitHub, and 2 ms of CPU.
`,
  params: z.strictObject({
    server: HttpUrl,
    repo: Repository,
    branch: z.string().default("main"),
    lag_margin_seconds: z.int().nonnegative().default(3600),
  }),
  exposed: ["server", "repo", "branch", "lag_margin_seconds"],
  plot: ".lag_seconds",

  async run(ctx, { server, repo, branch, lag_margin_seconds }) {
    const [deployed_commit, latest] = await Promise.all([
      fetchDeployed(ctx, server, "commit"),
      fetchBranch(ctx, repo, branch),
    ]);
    const { sha, author: account, commit } = latest.commit;
    const [message = ""] = commit.message.split("\n");
    const author = account?.login ?? commit.author.name ?? "";
    const lag_seconds = deployed_commit === sha ? 0 : Math.floor(commitAgeMs(ctx, latest) / 1000);
    return {
      success: deployed_commit === sha || lag_seconds < lag_margin_seconds,
      data: {
        latest_commit: { sha, author, message, date: commit.author.date },
        deployed_commit,
        lag_seconds,
      },
    };
  },
});
