import * as z from "zod";
import { readTracker, type TrackerFetch } from "./issue_tracker.ts";
import type { Answered, Issue } from "./known_issues.ts";

const API = "https://api.github.com";
const PAGE = 100;
const MAX_PAGES = 10;

const Repository = z.object({ private: z.boolean() });

const Issues = z.array(
  z.object({
    number: z.int(),
    title: z.string(),
    state: z.string(),
    state_reason: z.string().nullish(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
    body: z.string().nullish(),
    html_url: z.url({ protocol: /^https?$/ }),
    updated_at: z.iso.datetime({ offset: true }),
    pull_request: z.unknown().optional(),
  }),
);
type GitHubIssue = z.infer<typeof Issues>[number];

export interface GitHubQuery {
  /** `owner/name` */
  readonly repository: string;
  readonly label: string;
}

/**
 * The issues with a label, those that changed last first. Titles of a private repository are not for everybody.
 * Source: https://docs.github.com/en/rest/issues/issues#list-repository-issues
 */
export async function askGitHub(fetch: TrackerFetch, { repository, label }: GitHubQuery): Promise<Answered> {
  const base = `${API}/repos/${repository}`;
  const { private: secret } = await readTracker(await fetch(base), Repository);
  const issues: Issue[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      labels: label,
      state: "all",
      sort: "updated",
      direction: "desc",
      per_page: String(PAGE),
      page: String(page),
    });
    const found = await readTracker(await fetch(`${base}/issues?${query}`), Issues);
    // GitHub lists pull requests among them.
    const own = found.slice(0, PAGE).filter((issue) => issue.pull_request === undefined);
    issues.push(...own.map((issue) => issueOf(issue, secret)));
    if (found.length !== PAGE) return { issues, cut: found.length > PAGE };
  }
  return { issues, cut: true };
}

function issueOf(issue: GitHubIssue, secret: boolean): Issue {
  const { number: id, title, state, state_reason: reason, updated_at: lastUpdate, html_url: url } = issue;
  const open = state === "open";
  const labels = issue.labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")));
  return {
    id,
    summary: secret ? "" : title,
    open,
    fixed: !open && reason !== "not_planned" && reason !== "duplicate",
    status: open || !reason ? state : `${state} (${reason.replaceAll("_", " ")})`,
    lastUpdate,
    url,
    text: [title, issue.body ?? "", ...labels].join("\n"),
  };
}
