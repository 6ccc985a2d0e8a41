import { describe, expect, test } from "vitest";
import { Hour, hourOf, type Observation, pointsOf } from "../../src/history/hour.ts";
import { HourBook } from "../../src/history/hour_book.ts";
import { OpenHour } from "../../src/history/open_hour.ts";
import { observationOf } from "../observation_of.ts";

const TEN = hourOf(1_790_000_000_000);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (minute: number) => TEN + minute * MINUTE_MS;

/** A result that comes as soon as it is reached, unless it is told when. */
function add(book: HourBook, given: Partial<Observation>, now?: number): void {
  const result = observationOf(given);
  book.add(result, now ?? result.at);
}

describe("an hour", () => {
  test("counts its runs, its time and its values", () => {
    const open = OpenHour.from(observationOf({ at: at(0), value: 7, durationMs: 10 }));
    open.add(observationOf({ at: at(1), status: "failed", value: 3, durationMs: 30 }));
    open.add(observationOf({ at: at(2), status: "errored", durationMs: 20.4 }));
    open.add(observationOf({ at: at(12), value: 5 }));

    expect(open.hour).toMatchObject({
      ...{ check_key: "shop/stock", opened: TEN, runs: 4, failed: 1, errored: 1 },
      ...{ first_at: TEN / 1000, last_at: at(12) / 1000, last_state: 0 },
      // The result of the third minute is trusted for 210 s.
      ...{ passed_s: 60, failed_s: 60, errored_s: 210, stale_s: 390, maintenance_s: 0 },
      ...{ value_min: 3, value_max: 7, value_sum: 15, value_count: 3 },
      ...{ duration_min: 10, duration_max: 30, duration_sum: 80 },
    });
  });

  test("is the same in whatever order its results come", () => {
    const results = [0, 1, 2, 3].map((minute) => observationOf({ at: at(minute), value: minute }));
    const [forwards, backwards] = [new HourBook([]), new HourBook([])];
    for (const result of results) forwards.add(result, result.at);
    for (const result of results.toReversed()) backwards.add(result, result.at);

    expect(backwards.all()).toEqual(forwards.all().map((hour) => ({ ...hour, opened: at(3) })));
  });

  test("survives being stored, and goes on", () => {
    const open = OpenHour.from(observationOf({ at: at(0), value: 7 }));
    const restored = new OpenHour(Hour.parse(JSON.parse(JSON.stringify(open.hour))));
    for (const one of [open, restored]) one.add(observationOf({ at: at(1), value: 8 }));

    expect(restored.hour).toEqual(open.hour);
    expect(pointsOf(restored.hour)).toHaveLength(2);
  });

  test("keeps a bounded number of points, its changes and extremes among them, and all counts", () => {
    const open = OpenHour.from(observationOf({ at: at(0), value: 0 }));
    for (let second = 1; second < 3600; second += 1) {
      const status = second === 1801 ? "failed" : "passed";
      open.add(observationOf({ at: TEN + second * 1000, status, value: second === 1000 ? 999 : second % 7 }));
    }

    const points = pointsOf(open.hour);
    expect(points.length).toBeLessThanOrEqual(360);
    expect([open.hour.runs, open.hour.failed, open.hour.value_max]).toEqual([3600, 1, 999]);
    expect(points.map(({ value }) => value)).toContain(999);
    expect(points.map(({ status }) => status)).toContain("failed");
  });

  test("of a check that flaps each second keeps a bounded number of points", () => {
    const open = OpenHour.from(observationOf({ at: at(0) }));
    for (let second = 1; second < 3600; second += 1) {
      open.add(observationOf({ at: TEN + second * 1000, status: second % 2 === 0 ? "passed" : "failed" }));
    }

    expect(pointsOf(open.hour).length).toBeLessThanOrEqual(360);
  });

  test("is JSON whatever the values", () => {
    const open = OpenHour.from(observationOf({ at: at(0), value: 1e308 }));
    open.add(observationOf({ at: at(1), value: 1e308 }));

    expect(Hour.parse(JSON.parse(JSON.stringify(open.hour)))).toEqual(open.hour);
  });
});

describe("the book of hours", () => {
  test("an hour is over half a minute after its end, for runs that end late, and not before", () => {
    const book = new HourBook([]);
    add(book, { at: at(59) });

    expect(book.due(at(60) + 29_999)).toEqual([]);
    expect(book.due(at(60) + 30_000)).toHaveLength(1);
  });

  test("hours stay until they are forgotten: a storage that fails loses none", () => {
    const book = new HourBook([]);
    add(book, { at: at(0) });

    const due = book.due(at(120));
    expect(book.due(at(120))).toEqual(due);
    book.forget(due);
    expect(book.all()).toEqual([]);
  });

  test("hours in which nothing ran are skipped", () => {
    const book = new HourBook([]);
    add(book, { at: at(0) });
    add(book, { at: at(5 * 60) });

    expect(book.due(at(5 * 60)).map(({ opened }) => opened)).toEqual([TEN]);
    expect(book.all()).toHaveLength(2);
  });

  test("a result of an hour that was closed opens one of its own, and replaces nothing", () => {
    const book = new HourBook([]);
    add(book, { at: at(0) });
    book.forget(book.due(at(61)));

    add(book, { at: at(30) });

    expect(book.due(at(61)).map(({ opened, runs }) => [opened, runs])).toEqual([[at(30), 1]]);
  });

  test("an hour that is filled in later waits two minutes for more, and is one row", () => {
    const book = new HourBook([]);
    add(book, { at: at(0) }, at(300));
    add(book, { at: at(1) }, at(301));

    expect(book.due(at(303) - 1)).toEqual([]);
    expect(book.due(at(303))).toMatchObject([{ opened: TEN, runs: 2 }]);
  });

  test("of many hours that are filled in later the longest quiet are closed together", () => {
    const book = new HourBook([]);
    const keys = Array.from({ length: 301 }, (_, index) => `shop/check-${index}`);
    for (const key of keys) add(book, { key, at: at(0) }, at(300));

    const due = book.due(at(300));
    book.forget(due);

    expect(due.map(({ check_key }) => check_key)).toEqual(keys.slice(0, 151));
    expect(book.due(at(300))).toEqual([]);
  });

  test("a clock that steps back loses and doubles nothing", () => {
    const book = new HourBook([]);
    add(book, { at: at(59) });
    add(book, { at: at(61) });
    const closed = book.due(at(62));
    book.forget(closed);

    add(book, { at: at(10) });
    add(book, { at: at(62) });
    const all = [...closed, ...book.due(at(130))];

    const times = all.flatMap((hour) => pointsOf(hour).map((point) => point.at * 1000));
    expect(times.toSorted()).toEqual([at(10), at(59), at(61), at(62)]);
    expect(new Set(all.map(({ opened }) => opened)).size).toBe(all.length);
  });

  test("another configuration begins another hour", () => {
    const book = new HourBook([]);
    add(book, { at: at(0), fingerprint: "one" });
    add(book, { at: at(1), fingerprint: "other" });

    expect(book.all().map(({ fingerprint, opened }) => [fingerprint, opened])).toEqual([
      ["one", at(0)],
      ["other", at(1)],
    ]);
  });

  test("what was stored is open again", () => {
    const book = new HourBook([]);
    add(book, { at: at(0) });
    const restored = new HourBook(book.all());
    add(restored, { at: at(1) });

    expect(restored.all()).toMatchObject([{ opened: TEN, runs: 2 }]);
    expect(restored.due(TEN + 2 * HOUR_MS)).toHaveLength(1);
  });
});
