import type { CheckResult, Json, JsonObject, Pings } from "#check";
import { isoDate } from "../_date.ts";

export interface SignalsOptions {
  readonly now: Date;
  readonly max_age_seconds: number;
}

/**
 * What the signals of a task tell, as healthchecks.io reads them: a failure stands until the next success, and a run that
 * has started must end in time. Throws as long as they tell nothing.
 */
export function judgeSignals(pings: Pings, { now, max_age_seconds }: SignalsOptions): CheckResult {
  const { startedAt, succeededAt, failedAt } = pings;
  const secondsSince = (time: number) => (now.getTime() - time) / 1000;
  if (succeededAt === undefined && failedAt === undefined) {
    if (startedAt === undefined) throw new RangeError("Cannot tell: the task has sent no signal yet");
    if (secondsSince(startedAt) <= max_age_seconds) {
      throw new RangeError(`Cannot tell: the first run, since ${isoDate(startedAt)}, has not ended yet`);
    }
  }
  const age_seconds = succeededAt === undefined ? null : secondsSince(succeededAt);
  const failedLast = (failedAt ?? -Infinity) >= (succeededAt ?? -Infinity);
  return {
    success: !failedLast && age_seconds !== null && age_seconds <= max_age_seconds,
    data: { age_seconds, ...describe(pings) },
  };
}

function describe({ startedAt, succeededAt, failedAt, message }: Pings): JsonObject {
  const endedAt = Math.max(succeededAt ?? -Infinity, failedAt ?? -Infinity);
  const running = startedAt !== undefined && startedAt > endedAt;
  const known: Record<string, Json | undefined> = {
    last_run: succeededAt === undefined ? undefined : isoDate(succeededAt),
    last_failure: failedAt === undefined ? undefined : isoDate(failedAt),
    running_since: running ? isoDate(startedAt) : undefined,
    // Of an earlier run once a new one has started: its start is no longer known.
    duration_seconds: running || startedAt === undefined ? undefined : (endedAt - startedAt) / 1000,
    message: message || undefined,
  };
  const entries = Object.entries(known);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
