import { TomlDate } from "smol-toml";
import * as z from "zod";
import { instantOf, isCron, isTimezone } from "../maintenance/recurrence.ts";
import { Duration } from "./duration.ts";

const WEEK_MS = 7 * 86_400_000;

const Text = z.iso.datetime({ offset: true, local: true });

/** As text, since one without an offset is no time before its time zone is known. */
const Moment = z.unknown().transform((written, context) => {
  const text = written instanceof TomlDate && written.isDateTime() ? written.toISOString() : written;
  const parsed = Text.safeParse(text);
  if (parsed.success) return parsed.data;
  context.addIssue({
    code: "custom",
    message: "expected a date and time such as 2026-12-24T22:00:00+01:00",
  });
  return z.NEVER;
});

/** What stands under `[[maintenance]]`. */
export const MaintenanceEntry = z.strictObject({
  from: Moment.optional(),
  to: Moment.optional(),
  cron: z
    .string()
    .refine(isCron, 'expected a cron pattern of five parts that ever comes round, such as "0 22 * * SUN"')
    .optional(),
  duration: Duration.refine((ms) => ms <= WEEK_MS, "expected at most 7d").optional(),
  timezone: z
    .string()
    .refine(isTimezone, 'expected the name of a time zone, such as "Europe/Paris"')
    .default("UTC"),
  project: z.string().optional(),
  tag: z.string().optional(),
  check: z.string().optional(),
  reason: z.string().max(500).default(""),
});
export type MaintenanceEntry = z.output<typeof MaintenanceEntry>;

/** When an entry is: once, or again and again. Undefined where its keys contradict each other. */
export type Timing =
  | { readonly kind: "once"; readonly from: number; readonly to: number }
  | { readonly kind: "recurring"; readonly cron: string; readonly durationMs: number };

export function timingOf({ from, to, cron, duration, timezone }: MaintenanceEntry): Timing | undefined {
  if (cron !== undefined && duration !== undefined) return { kind: "recurring", cron, durationMs: duration };
  if (from === undefined || to === undefined) return undefined;
  return { kind: "once", from: instantOf(from, timezone), to: instantOf(to, timezone) };
}

/** The keys that contradict each other, and why. */
export function contradictions(table: Readonly<Record<string, unknown>>): [key: string, message: string][] {
  const has = (key: string) => table[key] !== undefined;
  const dated = has("from") || has("to");
  const repeated = has("cron") || has("duration");
  if (dated && repeated) return [["cron", "expected from and to, or cron and duration, not both"]];
  if (!dated && !repeated) return [["from", "missing, expected from and to, or cron and duration"]];
  const needed = dated ? ["from", "to"] : ["cron", "duration"];
  return needed.filter((key) => !has(key)).map((key) => [key, `missing key ${JSON.stringify(key)}`]);
}
