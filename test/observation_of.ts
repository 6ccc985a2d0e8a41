import { type Hour, hourOf, type Observation } from "../src/history/hour.ts";
import { OpenHour } from "../src/history/open_hour.ts";

const HOUR_MS = 3_600_000;

/** An observation for tests, of which only what matters has to be said. */
export function observationOf(given: Partial<Observation> = {}): Observation {
  return {
    key: "shop/stock",
    fingerprint: "0123456789abcdef",
    at: 0,
    durationMs: 20,
    coverMs: 210_000,
    status: "passed",
    maintenance: false,
    value: null,
    ...given,
  };
}

/**
 * The last hours of a check that runs each minute. One run in a thousand fails; values are noisy, 20 to 300, and the
 * highest is reached once in 5,000 runs.
 */
export function minutesOf(key: string, { hours, now }: { hours: number; now: number }): Hour[] {
  const end = hourOf(now);
  return Array.from({ length: hours }, (_, index) => {
    const observations = Array.from({ length: 60 }, (_none, minute) => {
      const number = index * 60 + minute;
      const value = number % 5000 === 77 ? 300 : 20 + ((number * 7919) % 25_000) / 100;
      const at = end - (index + 1) * HOUR_MS + minute * 60_000;
      return observationOf({ key, at, status: number % 1000 === 0 ? "failed" : "passed", value });
    });
    const [first, ...others] = observations;
    if (!first) throw new RangeError("Cannot make an hour: it has no minutes");
    const open = OpenHour.from(first);
    for (const other of others) open.add(other);
    return open.hour;
  });
}

/** Inserts hours into the database without the Worker. Its first parameter: their JSON. */
export function insertHours(columns: readonly string[]): string {
  const values = columns.map((column) =>
    column === "points" ? "unhex(value ->> 'points')" : `value ->> '${column}'`,
  );
  return `INSERT INTO hours (${columns}) SELECT ${values} FROM json_each(?1)`;
}
