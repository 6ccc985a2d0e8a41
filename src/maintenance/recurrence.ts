import { Cron, CronDate } from "croner";
import { type Maintenance, type Span, touches } from "./maintenance.ts";

const DAY_MS = 86_400_000;

// Days that are kept computed: a week's window, asked for by every check of a tick.
const MAX_KEPT_DAYS = 16;

export interface Recurrence {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA's name of the time zone that the fields are meant in. */
  readonly timezone: string;
  readonly durationMs: number;
}

type Recurring = Pick<Maintenance, "spans" | "next">;

/**
 * Stretches of equal length that begin when a cron pattern says. A beginning that falls into the hour that clocks skip
 * comes an hour later; one in the hour that they repeat comes once.
 */
export function recurring({ cron, timezone, durationMs }: Recurrence): Recurring {
  const pattern = new Cron(cron, { timezone, mode: "5-part", paused: true });
  const kept = new Map<number, readonly number[]>();

  /** The beginnings within a day of UTC. Looking for one takes 50 µs, and each check asks. */
  function startsOn(day: number): readonly number[] {
    const known = kept.get(day);
    if (known) return known;
    const starts = startsWithin(pattern, day * DAY_MS, (day + 1) * DAY_MS);
    if (kept.size >= MAX_KEPT_DAYS) kept.clear();
    kept.set(day, starts);
    return starts;
  }

  function spans(from: number, to: number): Span[] {
    const found: Span[] = [];
    const last = Math.floor((to - 1) / DAY_MS);
    for (let day = Math.floor((from - durationMs) / DAY_MS); day <= last; day += 1) {
      const all = startsOn(day).map((start) => ({ from: start, to: start + durationMs }));
      found.push(...all.filter((span) => touches(span, from, to)));
    }
    return found;
  }

  function next(now: number): Span | undefined {
    const current = spans(now, now + 1).at(-1);
    if (current) return current;
    const start = pattern.nextRun(new Date(now))?.getTime();
    return start === undefined ? undefined : { from: start, to: start + durationMs };
  }

  return { spans, next };
}

/** Whether `text` is a cron pattern that ever comes round: the 30th of February does not. */
export function isCron(text: string): boolean {
  try {
    return new Cron(text, { timezone: "UTC", mode: "5-part", paused: true }).nextRun(new Date(0)) !== null;
  } catch {
    return false;
  }
}

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Epoch milliseconds of an ISO 8601 date and time; one without an offset is meant in `timezone`. */
export function instantOf(text: string, timezone: string): number {
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
  return new CronDate(text.replace(/\.\d+$/, ""), timezone).getTime();
}

function startsWithin(pattern: Cron, from: number, to: number): number[] {
  const starts: number[] = [];
  // A run at the very moment that is given would not be next.
  let start = pattern.nextRun(new Date(from - 1000))?.getTime();
  while (start !== undefined && start < to) {
    if (start >= from) starts.push(start);
    start = pattern.nextRun(new Date(start))?.getTime();
  }
  return starts;
}
