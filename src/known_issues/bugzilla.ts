import * as z from "zod";
import type { HttpSettings } from "../http/request.ts";
import { readTracker, type TrackerFetch } from "./issue_tracker.ts";
import type { Answered, Issue } from "./known_issues.ts";

const PAGE = 500;
const MAX_PAGES = 4;

// Closed, though what they say was not mended.
const UNFIXED = new Set(["DUPLICATE", "EXPIRED", "INACTIVE", "INCOMPLETE", "INVALID", "MOVED", "WONTFIX"]);

const FIELDS = [
  "id",
  "summary",
  "status",
  "resolution",
  "is_open",
  "whiteboard",
  "groups",
  "last_change_time",
] as const;

const Bugs = z.object({
  bugs: z.array(
    z.object({
      id: z.int(),
      summary: z.string(),
      status: z.string(),
      resolution: z.string().default(""),
      is_open: z.boolean(),
      whiteboard: z.string(),
      groups: z.array(z.unknown()),
      last_change_time: z.iso.datetime({ offset: true }),
    }),
  ),
});
type Bug = z.infer<typeof Bugs>["bugs"][number];

export interface BugzillaQuery {
  /** `https://bugzilla.mozilla.org` */
  readonly url: string;
  readonly service: string;
  readonly environment: string;
}

/**
 * The bugs whose whiteboard holds service and environment, those that changed last first.
 * Source: https://bmo.readthedocs.io/en/latest/api/core/v1/bug.html#search-bugs
 */
export async function askBugzilla(
  fetch: TrackerFetch,
  { url, service, environment }: BugzillaQuery,
): Promise<Answered> {
  const base = url.replace(/\/+$/, "");
  const issues: Issue[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      whiteboard: `${service} ${environment}`.trim(),
      include_fields: FIELDS.join(","),
      order: "changeddate DESC",
      limit: String(PAGE),
      offset: String(page * PAGE),
    });
    const { bugs } = await readTracker(await fetch(`${base}/rest/bug?${query}`), Bugs);
    issues.push(...bugs.slice(0, PAGE).map((bug) => issueOf(bug, base)));
    // One that ignores the limit has sent all that it has.
    if (bugs.length !== PAGE) return { issues, cut: bugs.length > PAGE };
  }
  return { issues, cut: true };
}

/** The operator's settings, with a key that goes to Bugzilla's own origin, and along no redirect to another. */
export function withApiKey(
  http: HttpSettings,
  { url, apiKey }: { readonly url: string; readonly apiKey: string | undefined },
): HttpSettings {
  if (apiKey === undefined) return http;
  const { origin } = new URL(url);
  const own = { ...http.originHeaders[origin], "x-bugzilla-api-key": apiKey };
  return { ...http, originHeaders: { ...http.originHeaders, [origin]: own } };
}

function issueOf(bug: Bug, base: string): Issue {
  const { id, status, is_open: open, resolution, whiteboard: text, last_change_time: lastUpdate } = bug;
  // What a group keeps to itself is not for everybody.
  const summary = bug.groups.length > 0 ? "" : bug.summary;
  const fixed = !open && !UNFIXED.has(resolution);
  return { id, summary, open, fixed, status, lastUpdate, url: `${base}/${id}`, text };
}
