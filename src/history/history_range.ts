import type { HistoryRange } from "./history.ts";

const DAY_SECONDS = 86_400;
// Hours are kept for 13 months.
const MAX_SECONDS = 400 * DAY_SECONDS;
const DEFAULT_POINTS = 500;
const MAX_POINTS = 2000;

const TIME = "expected ISO 8601, as 2026-03-02T10:00:00Z, or epoch seconds or milliseconds";

export interface HistoryQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly points?: string | undefined;
}

/** The range that a query asks for, never beyond the present; or, as a text, why there is none. */
export function rangeOf(query: HistoryQuery, nowMs: number): HistoryRange | string {
  const now = Math.floor(nowMs / 1000);
  const to = Math.min(query.to === undefined ? now : secondsOf(query.to), now);
  const from = query.from === undefined ? to - DAY_SECONDS : secondsOf(query.from);
  const points = query.points === undefined ? DEFAULT_POINTS : wholeNumber(query.points);
  if (Number.isNaN(to)) return `Cannot show the history to ${quoted(query.to)}: ${TIME}`;
  if (Number.isNaN(from)) return `Cannot show the history from ${quoted(query.from)}: ${TIME}`;
  if (!(points >= 2 && points <= MAX_POINTS)) {
    return `Cannot show ${quoted(query.points)} points: expected a whole number from 2 to ${MAX_POINTS}`;
  }
  if (from >= now) return "Cannot show the history: from lies in the future";
  if (from >= to) return "Cannot show the history: expected from before to";
  if (to - from > MAX_SECONDS) return "Cannot show the history: expected at most 400 days";
  return { from, to, points };
}

/** NaN where it is no time. A time without a zone is in UTC. */
function secondsOf(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  if (/^\d{11,14}$/.test(text)) return Math.floor(Number(text) / 1000);
  // In a query string a plus is a blank.
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+ -]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return Number.NaN;
  const [, date, time = "00:00", zone = "Z"] = match;
  return Math.floor(Date.parse(`${date}T${time}${zone.replace(" ", "+")}`) / 1000);
}

function wholeNumber(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 40));
}
