import type { Json } from "./json.ts";

/** Why a check could not tell. `type` is stable and comparable (an error's name); `message` is for people. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** What one run found out: a verdict with its data, or that there is none. */
export type Outcome =
  | {
      readonly status: "passed" | "failed";
      readonly data: Json;
      /** The plotted number, rounded to two decimals; null where there is none. */
      readonly value: number | null;
    }
  | { readonly status: "errored"; readonly error: Failure };

/** An outcome and when it was reached, in epoch milliseconds. */
export interface Result {
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** What is shown: "stale" where the last result is too old to trust, "pending" where there is none yet. */
export type Status = Outcome["status"] | "stale" | "pending";

export const STATUSES = ["passed", "failed", "errored", "stale", "pending"] as const satisfies Status[];
