import type { Definition } from "../../definition.ts";
import { type HistoryRange, stepOf } from "../../history/history.ts";
import type { Hour } from "../../history/hour.ts";
import { type Env, lookoutStub } from "../env.ts";
import { inTime } from "../in_time.ts";
import { logError } from "../log.ts";
import { serviceOf } from "../service.ts";
import { type HoursRead, readHours } from "./hours_table.ts";

const LOOKOUT_MS = 5_000;
const HOUR_SECONDS = 3600;

export interface HistoryRead {
  readonly hours: readonly Hour[];
  /** The database or the Lookout did not answer. */
  readonly partial: boolean;
  /** Rows that the database has read. */
  readonly rowsRead: number;
}

/**
 * The hours of a check: those that the database has and those that it does not have yet. One of the two is enough; rejects
 * if neither answers.
 */
export async function readHistory(
  definition: Definition,
  range: HistoryRange,
  env: Env,
): Promise<HistoryRead> {
  const lookout = serviceOf(env).lookoutOf(definition);
  const [stored, recent] = await Promise.allSettled([
    readStored(definition, range, env),
    inTime(LOOKOUT_MS, () => lookoutStub(env, lookout).hours(definition.key)),
  ]);
  if (stored.status === "rejected") logError("Cannot read history", stored.reason, { key: definition.key });
  if (recent.status === "rejected") logError("Cannot read history", recent.reason, { lookout });
  if (stored.status === "rejected" && recent.status === "rejected") throw stored.reason;
  const { hours, rowsRead } = stored.status === "fulfilled" ? stored.value : { hours: [], rowsRead: 0 };
  const newer = recent.status === "fulfilled" ? recent.value : [];
  return {
    // An hour that both have is one that the Lookout has not been told is stored.
    hours: [...new Map([...hours, ...newer].map((hour) => [hour.opened, hour])).values()],
    partial: stored.status === "rejected" || recent.status === "rejected",
    rowsRead,
  };
}

/** Results one by one, where bands are shorter than an hour or all results will be shown; else the sums of hours. */
async function readStored({ key }: Definition, range: HistoryRange, env: Env): Promise<HoursRead> {
  const wanted = { key, from: range.from * 1000, to: range.to * 1000 };
  const short = stepOf(range) < HOUR_SECONDS;
  const read = await readHours(env.DB, { ...wanted, allPoints: short });
  let runs = 0;
  for (const hour of read.hours) runs += hour.runs;
  if (short || runs > range.points) return read;
  const again = await readHours(env.DB, { ...wanted, allPoints: true });
  return { hours: again.hours, rowsRead: read.rowsRead + again.rowsRead };
}
