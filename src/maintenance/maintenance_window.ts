import * as z from "zod";
import { type Maintenance, touches } from "./maintenance.ts";

/** A window that somebody asked for, or that has a date: it comes once. Times are epoch milliseconds. */
export const MaintenanceWindow = z.object({
  id: z.string(),
  project: z.string().nullable(),
  tag: z.string().nullable(),
  check: z.string().nullable(),
  reason: z.string(),
  from: z.number(),
  to: z.number(),
});
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

/** The maintenance of a window that comes once. */
export function once({ from, to, ...rest }: MaintenanceWindow): Maintenance {
  const span = { from, to };
  return {
    ...rest,
    spans: (start, end) => (touches(span, start, end) ? [span] : []),
    next: (now) => (now < to ? span : undefined),
  };
}
