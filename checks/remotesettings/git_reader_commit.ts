import * as z from "zod";
import { type CheckContext, defineCheck } from "#check";
import { type Branch, commitAgeMs, fetchBranch, Repository } from "../_github.ts";
import { createClient, Server } from "./_client.ts";

const ServerInfo = z.object({
  git: z.object({ common: z.object({ id: z.string(), datetime: z.string() }) }),
});

export default defineCheck({
  documentation: `
The commit of the data that a git reader serves is the newest on its branch on GitHub, or the newest is still so young
that the reader may be fetching it.

The newest commit, the served one with the reader's own time (which has no time zone) and the seconds for which they
have differed are returned. Of a branch that GitHub does not tell, the reason is returned.

Data: \`{latest_commit: {sha, date}, source_commit: {sha, date}, lag_seconds}\`, or a sentence.

A run costs two requests of 3 KiB, one of them of GitHub, and 1 ms of CPU.
`,
  params: z.strictObject({
    server: Server,
    repo: Repository,
    branch: z.string().default("v1/common"),
    lag_margin_seconds: z.int().nonnegative().default(3600),
  }),
  exposed: ["server", "repo", "branch", "lag_margin_seconds"],
  plot: ".lag_seconds",

  async run(ctx, { server, repo, branch, lag_margin_seconds }) {
    const latest = await askGitHub(ctx, repo, branch);
    if (typeof latest === "string") return { success: false, data: latest };
    const { id, datetime } = (await createClient(ctx, server).serverInfo(ServerInfo)).git.common;
    const { sha, commit } = latest.commit;
    const lag_seconds = id === sha ? 0 : Math.floor(commitAgeMs(ctx, latest) / 1000);
    return {
      success: id === sha || lag_seconds < lag_margin_seconds,
      data: {
        latest_commit: { sha, date: commit.author.date },
        source_commit: { sha: id, date: datetime },
        lag_seconds,
      },
    };
  },
});

/** The branch, or why GitHub does not tell: it answered, and its answer is a verdict. */
async function askGitHub(ctx: CheckContext, repo: string, branch: string): Promise<Branch | string> {
  try {
    return await fetchBranch(ctx, repo, branch);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("Cannot read ")) throw error;
    return `Could not fetch commit info: ${error.message}`;
  }
}
