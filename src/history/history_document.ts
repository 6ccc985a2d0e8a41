// What `GET /checks/{project}/{check}/history` answers: the schemas are the one source of the types on both sides.
import * as z from "zod";

/** Epoch seconds. */
const Moment = z.number();
const Span = z.tuple([Moment, Moment]);
const Value = z.number().nullable();

export const Uptime = z.object({
  /** Seconds of the range in which the last result said so, and was not too old. */
  passed: z.number(),
  failed: z.number(),
  errored: z.number(),
  /** The last result was too old to trust. */
  stale: z.number(),
  /** Before the first result that is known. */
  unobserved: z.number(),
  /** Left out of everything else. */
  maintenance: z.number(),
  /** passed / (passed + failed); null where there is neither. */
  ratio: z.number().nullable(),
});
export type Uptime = z.infer<typeof Uptime>;

/** When it was reached; 0 passed, 1 failed, 2 errored, 3 more in a maintenance window; the plotted number. */
export const HistoryPoint = z.tuple([Moment, z.int(), Value]);
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** Its beginning; minimum, mean and maximum of the plotted number; runs, and how many of them failed and erred. */
export const HistoryBand = z.tuple([Moment, Value, Value, Value, z.int(), z.int(), z.int()]);
export type HistoryBand = z.infer<typeof HistoryBand>;

export const HistoryDocument = z.object({
  project: z.string(),
  name: z.string(),
  /** The range, never beyond the present. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Seconds of a band; null: there are few enough results, and each is a point. */
  step: z.number().nullable(),
  points: z.array(HistoryPoint),
  bands: z.array(HistoryBand),
  /** Where nothing is known: a plot draws no line across. */
  gaps: z.array(Span),
  maintenance: z.array(Span),
  /** From then on the check ran with other parameters. */
  changes: z.array(Moment),
  uptime: Uptime,
  /** Whether something could not be read. */
  partial: z.boolean(),
});
export type HistoryDocument = z.infer<typeof HistoryDocument>;
