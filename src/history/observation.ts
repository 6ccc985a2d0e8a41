import type { Definition } from "../definition.ts";
import type { Result } from "../outcome.ts";
import { endedAt, staleAt } from "../schedule.ts";
import type { Observation } from "./hour.ts";

export interface Circumstances {
  readonly tickMs: number;
  readonly maintenance: boolean;
}

/** What history keeps of a result. */
export function observationOf(
  definition: Definition,
  { outcome, ...timing }: Result,
  { tickMs, maintenance }: Circumstances,
): Observation {
  const { key, fingerprint } = definition;
  const at = endedAt(timing);
  return {
    key,
    fingerprint,
    at,
    durationMs: timing.durationMs,
    coverMs: staleAt(definition, timing, tickMs) - at,
    status: outcome.status,
    maintenance,
    value: outcome.status === "errored" ? null : outcome.value,
  };
}
