import * as z from "zod";
import { defineCheck } from "#check";
import { fetchLatestTag, Repository } from "../_github.ts";
import { HttpUrl } from "../_http_url.ts";
import { fetchDeployed } from "./_dockerflow.ts";

export default defineCheck({
  documentation: `
The version that the server says it runs, at \`/__version__\`, is the latest release on GitHub. What \`git describe\`
adds to a tag, as in \`v1.0.0-11-geb670\`, does not matter.

Both versions are returned.

Data: \`{latest_tag, deployed_version}\`.

A run costs two requests of 1 KiB, one of them of GitHub, and 1 ms of CPU.
`,
  params: z.strictObject({
    server: HttpUrl,
    repo: Repository,
  }),
  exposed: ["server", "repo"],

  async run(ctx, { server, repo }) {
    const [deployed_version, latest_tag] = await Promise.all([
      fetchDeployed(ctx, server, "version"),
      fetchLatestTag(ctx, repo),
    ]);
    const success = deployed_version === latest_tag || deployed_version.startsWith(`${latest_tag}-`);
    return { success, data: { latest_tag, deployed_version } };
  },
});
