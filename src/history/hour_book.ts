import { endOf, type Hour, hourOf, type Observation } from "./hour.ts";
import { OpenHour } from "./open_hour.ts";

// A run that has begun before the hour was over may be stored some seconds after it.
const GRACE_MS = 30_000;

// What an agent could not tell for long comes in many batches: each of its hours waits so long for more, and is one row.
const QUIET_MS = 2 * 60_000;

// All that is open goes into each row that is written.
const MAX_LATE = 300;

/** The hours of a Lookout's checks that are not over yet. Time comes as an argument. */
export class HourBook {
  readonly #open = new Map<string, OpenHour>();
  /** When something was last added to an hour after its end, in this order. */
  readonly #late = new Map<string, number>();

  constructor(stored: readonly Hour[]) {
    for (const hour of stored) this.#open.set(identityOf(hour), new OpenHour(hour));
  }

  /** Adds a result, in any order: late ones open an hour of their own, beside the one that was closed. */
  add(result: Observation, now: number): void {
    const { key, fingerprint, at } = result;
    const identity = identityOf({ check_key: key, fingerprint, opened: at });
    const open = this.#open.get(identity);
    if (open) open.add(result);
    else this.#open.set(identity, OpenHour.from(result));
    if (now < endOf({ opened: at }) + GRACE_MS) return;
    this.#late.delete(identity);
    this.#late.set(identity, now);
  }

  /** The hours that are over by the clock, and to which nothing is being added. They stay open until they are forgotten. */
  due(now: number): Hour[] {
    const busy = this.#busy(now);
    return this.all().filter((hour) => now >= endOf(hour) + GRACE_MS && !busy.has(identityOf(hour)));
  }

  forget(hours: readonly Hour[]): void {
    for (const identity of hours.map(identityOf)) {
      this.#open.delete(identity);
      this.#late.delete(identity);
    }
  }

  /** Of too many the longest quiet half is given up, so that the next ones do not follow one by one. */
  #busy(now: number): Set<string> {
    const busy = [...this.#late].filter(([, addedAt]) => now < addedAt + QUIET_MS);
    const kept = busy.length > MAX_LATE ? busy.slice(-MAX_LATE / 2) : busy;
    return new Set(kept.map(([identity]) => identity));
  }

  all(): Hour[] {
    return [...this.#open.values()].map(({ hour }) => hour);
  }
}

/** Of what is open at a time there is one for each check, hour and version of its parameters. */
function identityOf({ check_key, fingerprint, opened }: Pick<Hour, "check_key" | "fingerprint" | "opened">) {
  return `${check_key} ${fingerprint} ${hourOf(opened)}`;
}
