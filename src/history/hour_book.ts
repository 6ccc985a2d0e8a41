import { endOf, type Hour, hourOf, type Observation } from "./hour.ts";
import { OpenHour } from "./open_hour.ts";

// A run that has begun before the hour was over may be stored some seconds after it.
const GRACE_MS = 30_000;

/** The hours of a Lookout's checks that are not over yet. Time comes as an argument. */
export class HourBook {
  readonly #open = new Map<string, OpenHour>();

  constructor(stored: readonly Hour[]) {
    for (const hour of stored) this.#open.set(identityOf(hour), new OpenHour(hour));
  }

  /** Adds a result, in any order: late ones open an hour of their own, beside the one that was closed. */
  add(result: Observation): void {
    const { key, fingerprint, at } = result;
    const identity = identityOf({ check_key: key, fingerprint, opened: at });
    const open = this.#open.get(identity);
    if (open) open.add(result);
    else this.#open.set(identity, OpenHour.from(result));
  }

  /** The hours that are over by the clock. They stay open until they are forgotten. */
  due(now: number): Hour[] {
    return this.all().filter((hour) => now >= endOf(hour) + GRACE_MS);
  }

  forget(hours: readonly Hour[]): void {
    for (const hour of hours) this.#open.delete(identityOf(hour));
  }

  all(): Hour[] {
    return [...this.#open.values()].map(({ hour }) => hour);
  }
}

/** Of what is open at a time there is one for each check, hour and version of its parameters. */
function identityOf({ check_key, fingerprint, opened }: Pick<Hour, "check_key" | "fingerprint" | "opened">) {
  return `${check_key} ${fingerprint} ${hourOf(opened)}`;
}
