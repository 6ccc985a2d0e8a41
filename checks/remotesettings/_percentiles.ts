import * as z from "zod";

/** The exclusive upper bound of each percentile that matters: `{"50": 1200, "95": 3600}`. */
export const MaxPercentiles = z
  .record(z.string().regex(/^(\d{1,2}|100)$/, "expected a percentile, from 0 to 100"), z.int())
  .refine((bounds) => Object.keys(bounds).length > 0, "expected at least one percentile");
export type MaxPercentiles = z.infer<typeof MaxPercentiles>;

/** As BigQuery's `APPROX_QUANTILES(…, 100)`: the value at index 50 is the median. */
export const Quantiles = z.array(z.number());

export interface Judgement {
  readonly success: boolean;
  readonly percentiles: Readonly<Record<string, { readonly value: number; readonly max: number }>>;
}

/** Whether all of the percentiles that matter are below their bounds. Throws where `quantiles` lacks one. */
export function judgePercentiles(quantiles: readonly number[], bounds: MaxPercentiles): Judgement {
  const percentiles = Object.entries(bounds).map(([percentile, max]) => {
    const value = quantiles[Number(percentile)];
    if (value === undefined)
      throw new RangeError(
        `Cannot read uptake telemetry: no percentile ${percentile} in ${quantiles.length}`,
      );
    return [percentile, { value, max }] as const;
  });
  return {
    success: percentiles.every(([, { value, max }]) => value < max),
    percentiles: Object.fromEntries(percentiles),
  };
}
