import * as z from "zod";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const WRITTEN = /^(\d{1,6})([smhd])$/;

/** `90s`, `30m`, `4h` or `1d`, in milliseconds. */
export const Duration = z.string().transform((text, context) => {
  const ms = durationMs(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: "custom", message: "expected a duration such as 30m, 4h or 1d" });
  return z.NEVER;
});

function durationMs(text: string): number | undefined {
  const [, count, unit] = WRITTEN.exec(text.trim()) ?? [];
  if (count === undefined || !isUnit(unit)) return undefined;
  return Number(count) * UNITS[unit] || undefined;
}

function isUnit(text: string | undefined): text is keyof typeof UNITS {
  return text !== undefined && Object.hasOwn(UNITS, text);
}

/** For people, in the two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(`${hours} h`, minutes % 60, "min");
  return joined(`${Math.floor(hours / 24)} d`, hours % 24, "h");
}

function joined(large: string, count: number, unit: string): string {
  return count === 0 ? large : `${large} ${count} ${unit}`;
}
