import * as z from "zod";
import type { Outcome } from "../../outcome.ts";
import type { HistoryCounts } from "../history/lookout_history.ts";

/** Totals since the Lookout was created. */
export const Counters = z.object({
  runs: z.number(),
  failed: z.number(),
  errored: z.number(),
  rows_written: z.number(),
  /** Rows written in the database. */
  history_rows: z.number().default(0),
  /** Hours of checks that had to be given up, since the database was away for too long. */
  hours_lost: z.number().default(0),
});
export type Counters = z.infer<typeof Counters>;

export const NOTHING_COUNTED: Counters = Counters.parse({ runs: 0, failed: 0, errored: 0, rows_written: 0 });

export function withRuns(counters: Counters, outcomes: readonly Outcome[]): Counters {
  const countOf = (wanted: Outcome["status"]) => outcomes.filter(({ status }) => status === wanted).length;
  return {
    ...counters,
    runs: counters.runs + outcomes.length,
    failed: counters.failed + countOf("failed"),
    errored: counters.errored + countOf("errored"),
  };
}

export function withRows(
  counters: Counters,
  { rows_written = 0, history_rows = 0, hours_lost = 0 }: HistoryCounts,
): Counters {
  return {
    ...counters,
    rows_written: counters.rows_written + rows_written,
    history_rows: counters.history_rows + history_rows,
    hours_lost: counters.hours_lost + hours_lost,
  };
}
