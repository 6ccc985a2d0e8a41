import * as z from "zod";
import type { Status } from "../outcome.ts";

/** An issue as its tracker tells it. */
export interface Issue {
  readonly id: number;
  /** Empty where not everybody may read it. */
  readonly summary: string;
  readonly open: boolean;
  /** Whether it was closed because what it says was mended, and not because nobody will. */
  readonly fixed: boolean;
  readonly status: string;
  /** ISO 8601. */
  readonly lastUpdate: string;
  readonly url: string;
  /** Where checks may be named. */
  readonly text: string;
}

/** What a tracker answered. */
export interface Answered {
  readonly issues: readonly Issue[];
  /** Whether it has more than were asked for. */
  readonly cut: boolean;
}

/** An issue as it is kept: with the checks that it names. */
export const KnownIssue = z.object({
  id: z.number(),
  summary: z.string(),
  open: z.boolean(),
  fixed: z.boolean(),
  status: z.string(),
  last_update: z.string(),
  url: z.string(),
  /** `project/name`. */
  checks: z.array(z.string()),
});
export type KnownIssue = z.infer<typeof KnownIssue>;

/** An entry of a check's `buglist`: the original's fields, and a hint. */
export interface Bug {
  readonly id: number;
  readonly summary: string;
  readonly open: boolean;
  readonly status: string;
  readonly last_update: string;
  readonly heat: "hot" | "cold" | "";
  readonly url: string;
  /** A question to the reader, where check and bug contradict each other. */
  readonly hint: string;
}

/** All that is known of the tracker's issues. */
export const Shelf = z.object({
  issues: z.array(KnownIssue),
  /** Epoch milliseconds when the tracker said so; null: it never did. */
  asOf: z.number().nullable(),
  /** What a reader must know: why there is nothing newer, or that some are missing. */
  note: z.string(),
});
export type Shelf = z.infer<typeof Shelf>;

export const EMPTY_SHELF: Shelf = { issues: [], asOf: null, note: "" };

const HOUR_MS = 3_600_000;
const HOT_HOURS = 240;
const COLD_HOURS = 720;
const WEEK_MS = 7 * 24 * HOUR_MS;

const MAX_SUMMARY_LENGTH = 200;

// A row of the Board's storage holds 2 MB.
const MAX_KEPT = 1_000;

/** What to keep of the issues: those that name a check. The flag tells whether there were too many. */
export function shelve(
  { issues, cut }: Answered,
  ids: readonly string[],
): { readonly issues: readonly KnownIssue[]; readonly cut: boolean } {
  const named = issues.flatMap(({ text, lastUpdate, summary, ...issue }) => {
    const checks = ids.filter((id) => names(text, id));
    if (checks.length === 0) return [];
    return [{ ...issue, summary: shortened(summary), last_update: lastUpdate, checks }];
  });
  named.sort(openThenNewest);
  return { issues: named.slice(0, MAX_KEPT), cut: cut || named.length > MAX_KEPT };
}

/** What is known of a check's last result. */
export interface Situation {
  readonly status: Status;
  /** Epoch milliseconds since when; undefined: never ran. */
  readonly since: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The bugs of a check, open ones first, then those that changed last. */
export function buglistOf(issues: readonly KnownIssue[], id: string, situation: Situation): Bug[] {
  const own = issues.filter(({ checks }) => checks.includes(id)).sort(openThenNewest);
  return own.map((issue) => {
    const { id: number, summary, open, status, last_update, url } = issue;
    const heat = heatOf(last_update, situation.now);
    return { id: number, summary, open, status, last_update, heat, url, hint: hintOf(issue, situation) };
  });
}

/** Addresses of the bugs of a check, at most ten. */
export function bugUrlsOf(issues: readonly KnownIssue[], id: string): string[] {
  const own = issues.filter(({ checks }) => checks.includes(id)).sort(openThenNewest);
  return own.slice(0, 10).map(({ url }) => url);
}

/** As a word of its own: `shop/home` is not named by `shop/homepage`, nor by `eshop/home`. */
function names(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at !== -1; at = text.indexOf(id, at + 1)) {
    const before = text.slice(Math.max(0, at - 1), at);
    const after = text.slice(at + id.length, at + id.length + 2);
    // A dot ends a sentence, unless a name goes on after it. A path may lead to the name: `/checks/shop/home`.
    if (!/[\w.~-]/.test(before) && !/^[\w~-]|^\.\w/.test(after)) return true;
  }
  return false;
}

function heatOf(lastUpdate: string, now: number): Bug["heat"] {
  const hours = (now - Date.parse(lastUpdate)) / HOUR_MS;
  if (hours < HOT_HOURS) return "hot";
  return hours > COLD_HOURS ? "cold" : "";
}

function hintOf({ id, open, fixed }: KnownIssue, { status, since, now }: Situation): string {
  if (fixed && (status === "failed" || status === "errored")) return `regression of ${id}?`;
  const green = status === "passed" && since !== undefined && now - since >= WEEK_MS;
  return open && green ? "fixed?" : "";
}

function openThenNewest(one: KnownIssue, other: KnownIssue): number {
  if (one.open !== other.open) return one.open ? -1 : 1;
  return Date.parse(other.last_update) - Date.parse(one.last_update);
}

function shortened(summary: string): string {
  const line = summary.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (line.length <= MAX_SUMMARY_LENGTH) return line;
  // Cut between characters: half a surrogate pair is no text.
  return `${line.slice(0, MAX_SUMMARY_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
