// The page is written in English, so its words are; clocks and numbers follow the reader's locale.
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const CLOCK_SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const SHORT = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const SHARE = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 2 });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** "3 minutes ago". Below a minute in steps of ten seconds: a page full of counting seconds is never calm. */
export function ageOf(time: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - time) / 1000));
  for (const [unit, size] of UNITS) {
    if (seconds >= size) return RELATIVE.format(-Math.floor(seconds / size), unit);
  }
  if (seconds < 10) return "just now";
  return RELATIVE.format(-Math.floor(seconds / 10) * 10, "second");
}

/** "1 May 2026". */
export function dayText(time: number): string {
  return DAY.format(time);
}

/** For an axis over `span` seconds: the clock, exact or not, the day, or both. Takes epoch seconds. */
export function axisTime(seconds: number, span: number): string {
  if (span <= 600) return CLOCK_SECONDS.format(seconds * 1000);
  if (span <= 86_400) return CLOCK.format(seconds * 1000);
  return (span <= 3 * 86_400 ? SHORT : SHORT_DAY).format(seconds * 1000);
}

/** "99.95 %"; never rounded up to all. */
export function shareText(share: number): string {
  const floored = share < 1 ? Math.floor(share * 10_000) / 10_000 : share;
  return SHARE.format(floored);
}

/** "14:02", with the day where that is not today. */
export function clockTime(time: number, now: number): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return (sameDay ? CLOCK : DAY_AND_CLOCK).format(time);
}

/** The whole of it, for titles. */
export function exactTime(time: number): string {
  return EXACT.format(time);
}

/** "240 ms", "1.2 sec", "2.5 min", "3 hr", "90 days". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return quantity(Math.round(milliseconds), "millisecond");
  if (milliseconds < 60_000) return quantity(milliseconds / 1000, "second");
  if (milliseconds < 5_400_000) return quantity(milliseconds / 60_000, "minute");
  if (milliseconds < 172_800_000) return quantity(milliseconds / 3_600_000, "hour");
  return quantity(milliseconds / 86_400_000, "day");
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value);
}

function quantity(value: number, unit: string): string {
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value);
}
