import * as z from "zod";
import { defineCheck } from "#check";
import { fetchLatestChange } from "../_github.ts";
import { createClient, Server } from "./_client.ts";

const Record = z.object({ "commit-hash": z.string() });

export default defineCheck({
  documentation: `
The published Public Suffix List is that of the latest commit to the list's own repository.

The commit of the list upstream, of the record that waits for review, and of the published one are returned.

Data: \`{latest-sha, to-review-sha, published-sha}\`.

A run costs three requests of 5 KiB, one of them of GitHub, and 1 ms of CPU.
`,
  params: z.strictObject({ server: Server }),
  exposed: ["server"],

  async run(ctx, { server }) {
    const client = createClient(ctx, server);
    const commitOf = async (bucket: string) => {
      const place = { bucket, collection: "public-suffix-list" };
      return (await client.getRecord(place, "tld-dafsa", Record))["commit-hash"];
    };
    const [published, toReview, latest] = await Promise.all([
      commitOf("main"),
      commitOf("main-preview"),
      fetchLatestChange(ctx, "publicsuffix/list", "public_suffix_list.dat"),
    ]);
    return {
      success: published === latest,
      data: { "latest-sha": latest, "to-review-sha": toReview, "published-sha": published },
    };
  },
});
