import { reportCrash } from "../crash.ts";
import { inTime } from "../in_time.ts";
import { logError } from "../log.ts";
import type { Service } from "../service.ts";

// The next tick comes in a minute, and does what is left.
const CHORE_MS = 20_000;

/** Things to do, by what each does: words that complete "Cannot …". */
export type Chores = Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>;

/** Does all of them at once. Never throws, and ends in bounded time: what fails is logged. */
export async function doChores(chores: Chores, service: Service): Promise<void> {
  const done = Object.entries(chores).map(async ([name, work]) => {
    try {
      await inTime(CHORE_MS, work);
    } catch (error) {
      logError(`Cannot ${name}`, error);
      await reportCrash(service, name, error);
    }
  });
  await Promise.all(done);
}
