import * as z from "zod";
import { type CheckContext, defineCheck } from "#check";
import { fetchOpenPulls, type Pull, Repository } from "../_github.ts";

const DAY_MS = 86_400_000;

export default defineCheck({
  documentation: `
The open pull requests of some repositories on GitHub are looked after: few are old, and none is forgotten. Drafts do
not count, nor do those with a label to ignore.

For each repository with open pull requests, the number of old ones and of all are returned, most old ones first.

Data: \`{repository: {pulls: {old, total}}}\`.

A run costs one request of GitHub for each 30 pull requests of a repository, and 1 ms of CPU each: 67 KiB for the
recorded three.
`,
  params: z.strictObject({
    repositories: z.array(Repository),
    max_opened_pulls: z.int().nonnegative().default(7),
    min_days_last_activity: z.int().nonnegative().default(7),
    max_days_last_activity: z.int().nonnegative().default(45),
    ignore_with_labels: z.array(z.string()).default(["blocked"]),
  }),
  exposed: [
    "repositories",
    "max_opened_pulls",
    "min_days_last_activity",
    "max_days_last_activity",
    "ignore_with_labels",
  ],

  async run(ctx, { repositories, ignore_with_labels, ...limits }) {
    const listed = await Promise.all(
      repositories.map(async (repo) => {
        const pulls = await fetchOpenPulls(ctx, repo);
        const ages = pulls
          .filter((pull) => counts(pull, ignore_with_labels))
          .map((pull) => ageDays(ctx, pull));
        return { repo, ages, old: ages.filter((age) => age > limits.min_days_last_activity).length };
      }),
    );
    const open = listed.filter(({ ages }) => ages.length > 0).sort((one, other) => other.old - one.old);
    const success = open.every(
      ({ ages, old }) => old <= limits.max_opened_pulls && Math.max(...ages) <= limits.max_days_last_activity,
    );
    const entries = open.map(({ repo, ages, old }) => [repo, { pulls: { old, total: ages.length } }]);
    return { success, data: Object.fromEntries(entries) };
  },
});

function counts({ draft, labels }: Pull, ignored: readonly string[]): boolean {
  return !draft && !labels.some(({ name }) => ignored.includes(name));
}

function ageDays(ctx: CheckContext, { updated_at }: Pull): number {
  return Math.floor((ctx.now().getTime() - Date.parse(updated_at)) / DAY_MS);
}
