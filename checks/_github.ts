import * as z from "zod";
import type { CheckContext, Json } from "#check";
import { parseDocument, parseJson } from "./_document.ts";

// The operator's GITHUB_TOKEN is added to this origin on the way out: checks never see it.
const BASE = "https://api.github.com";

/** `owner/name` on GitHub. */
export const Repository = z.string().includes("/", "expected owner/name");

const Release = z.object({ tag_name: z.string() });

const Signature = z.object({ name: z.string().optional(), date: z.iso.datetime({ offset: true }) });
const Branch = z.object({
  commit: z.object({
    sha: z.string(),
    // Null where no account has the address of the commit.
    author: z.object({ login: z.string().optional() }).nullish(),
    commit: z.object({ message: z.string(), author: Signature, committer: Signature.nullish() }),
  }),
});
export type Branch = z.infer<typeof Branch>;

// The latest first.
const Commits = z.tuple([z.object({ sha: z.string() })], z.unknown());

const Pull = z.object({
  draft: z.boolean().default(false),
  updated_at: z.iso.datetime({ offset: true }),
  labels: z.array(z.object({ name: z.string() })),
});
export type Pull = z.infer<typeof Pull>;

/** The tag of the latest release. */
export async function fetchLatestTag(ctx: CheckContext, repo: string): Promise<string> {
  const what = `the latest release of ${repo} on GitHub`;
  const { document } = await request(ctx, `${BASE}/repos/${encoded(repo)}/releases/latest`, what);
  return parseDocument(document, Release, what).tag_name;
}

/** A branch with its newest commit. */
export async function fetchBranch(ctx: CheckContext, repo: string, branch: string): Promise<Branch> {
  const what = `branch ${branch} of ${repo} on GitHub`;
  const { document } = await request(ctx, `${BASE}/repos/${encoded(repo)}/branches/${encoded(branch)}`, what);
  return parseDocument(document, Branch, what);
}

/** Milliseconds since the newest commit came onto the branch: an old commit may be merged late. */
export function commitAgeMs(ctx: CheckContext, { commit }: Branch): number {
  const { author, committer } = commit.commit;
  const dates = [author, committer].flatMap((signature) => (signature ? [Date.parse(signature.date)] : []));
  return ctx.now().getTime() - Math.max(...dates);
}

/** The newest commit that changed a file. */
export async function fetchLatestChange(ctx: CheckContext, repo: string, path: string): Promise<string> {
  const what = `the commits to ${path} of ${repo} on GitHub`;
  const url = `${BASE}/repos/${encoded(repo)}/commits?${new URLSearchParams({ path })}`;
  const { document } = await request(ctx, url, what);
  return parseDocument(document, Commits, what)[0].sha;
}

/** All open pull requests, from as many pages as there are. */
export async function fetchOpenPulls(ctx: CheckContext, repo: string): Promise<Pull[]> {
  const what = `the pull requests of ${repo} on GitHub`;
  const pulls: Pull[] = [];
  let url: string | undefined = `${BASE}/repos/${encoded(repo)}/pulls?state=open`;
  while (url !== undefined) {
    const page: Page = await request(ctx, url, what);
    pulls.push(...parseDocument(page.document, z.array(Pull), what));
    url = page.next;
  }
  return pulls;
}

interface Page {
  readonly document: Json;
  readonly next: string | undefined;
}

async function request(ctx: CheckContext, url: string, what: string): Promise<Page> {
  const response = await ctx.fetch(url, { headers: { accept: "application/vnd.github+json" } });
  if (!response.ok) throw new Error(`Cannot read ${what}: ${refusal(response.status)}`);
  const document = parseJson(await response.text());
  if (document === undefined) throw new SyntaxError(`Cannot read ${what}: the answer is not JSON`);
  return { document, next: nextPage(response.headers.get("link")) };
}

function refusal(status: number): string {
  if (status === 404) return "status 404, unknown, or private and not readable with this GITHUB_TOKEN";
  if (status === 403 || status === 429)
    return `status ${status}, rate limit or access; a GITHUB_TOKEN raises the limit`;
  return `status ${status}`;
}

/** RFC 8288. GitHub writes absolute URLs, on other paths than that of the first page. */
function nextPage(link: string | null): string | undefined {
  return /<([^>]*)>;\s*rel="next"/.exec(link ?? "")?.[1];
}

/** A branch may hold slashes, which GitHub wants as they are. */
function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
