import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { historyOf, stepOf } from "../../src/history/history.ts";
import { HistoryDocument } from "../../src/history/history_document.ts";
import { historyList } from "../../src/history/history_list.ts";
import { type Hour, hourOf, type Observation } from "../../src/history/hour.ts";
import { HourBook } from "../../src/history/hour_book.ts";
import { minutesOf, observationOf } from "../observation_of.ts";

const TEN = hourOf(1_790_000_000_000) / 1000;
const hoursOf = (results: readonly Partial<Observation>[]): Hour[] => {
  const book = new HourBook([]);
  for (const result of results.map(observationOf)) book.add(result, result.at);
  return book.all();
};
const at = (seconds: number) => (TEN + seconds) * 1000;
const range = (from: number, to: number, points = 500) => ({ from: TEN + from, to: TEN + to, points });

describe("uptime", () => {
  test("tells time that failed from time that erred, was stale, was not observed, or maintained", () => {
    const hours = hoursOf([
      { at: at(100) },
      { at: at(160), status: "failed" },
      { at: at(220), status: "errored" },
      { at: at(280), maintenance: true, status: "failed" },
      { at: at(340) },
    ]);

    const { uptime, gaps, maintenance } = historyOf(hours, range(0, 1000));

    expect(uptime).toEqual({
      ...{ unobserved: 100, passed: 60 + 210, failed: 60, errored: 60, maintenance: 60, stale: 450 },
      ratio: 0.818182,
    });
    expect(gaps).toEqual([
      [TEN, TEN + 100],
      [TEN + 550, TEN + 1000],
    ]);
    expect(maintenance).toEqual([[TEN + 280, TEN + 340]]);
  });

  test("begins with what held before the range, across hours that nothing ran in", () => {
    const hours = hoursOf([{ at: at(0), coverMs: 86_400_000, status: "failed" }]);

    const { uptime, points } = historyOf(hours, range(7200, 7300));

    expect([uptime.failed, uptime.ratio, points]).toEqual([100, 0, []]);
  });

  test("adds up to the range, whatever the results, their order and whether their points are still kept", () => {
    const result = fc.record({
      at: fc.integer({ min: 0, max: 20_000 }).map(at),
      status: fc.constantFrom("passed" as const, "failed" as const, "errored" as const),
      maintenance: fc.boolean(),
      fingerprint: fc.constantFrom("one", "other"),
      coverMs: fc.integer({ min: 1, max: 9_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(result), fc.boolean(), (results, kept) => {
        const hours = hoursOf(results).map((hour) => (kept ? hour : { ...hour, points: null }));

        const { uptime } = historyOf(hours, range(3000, 17_000));

        const { ratio: _, ...seconds } = uptime;
        let total = 0;
        for (const value of Object.values(seconds)) total += value;
        expect(Math.abs(total - 14_000)).toBeLessThanOrEqual(3);
      }),
    );
  });

  test("is the same from the sums of hours as from their points", () => {
    const hours = minutesOf("shop/stock", { hours: 48, now: at(0) });
    const sums = hours.map((hour) => ({ ...hour, points: null }));

    expect(historyOf(sums, range(-48 * 3600, 0)).uptime).toEqual(
      historyOf(hours, range(-48 * 3600, 0)).uptime,
    );
  });
});

describe("few results", () => {
  test("are told one by one, with their state", () => {
    const hours = hoursOf([
      { at: at(0), value: 1 },
      { at: at(60), status: "failed", value: 2.5 },
      { at: at(120), status: "errored" },
      { at: at(180), maintenance: true },
    ]);

    const { step, points, bands } = historyOf(hours, range(0, 3600));

    expect([step, bands]).toEqual([null, []]);
    expect(points).toEqual([
      [TEN, 0, 1],
      [TEN + 60, 1, 2.5],
      [TEN + 120, 2, null],
      [TEN + 180, 3, null],
    ]);
  });
});

describe("many results", () => {
  const hours = minutesOf("shop/stock", { hours: 24 * 90, now: at(0) });
  const old = hours.map((hour, index) => (index > 720 ? { ...hour, points: null } : hour));

  test.each([
    ["a day", 24],
    ["a week", 24 * 7],
    ["90 days", 24 * 90],
  ])("of %s are told in bands that lose no run, no failure and no peak", (_what, back) => {
    const recent = hours.slice(0, back);

    const { step, bands, points } = historyOf(recent, range(-back * 3600, 0));

    const sum = (index: 4 | 5) => {
      let total = 0;
      for (const band of bands) total += band[index];
      return total;
    };
    expect(step).toBeGreaterThan(60);
    expect(bands.length).toBeLessThanOrEqual(500);
    expect(points).toEqual([]);
    expect(sum(4)).toBe(back * 60);
    expect(sum(5)).toBe(recent.map(({ failed }) => failed).filter((failed) => failed > 0).length);
    expect(Math.max(...bands.map(([, , , max]) => max ?? 0))).toBe(300);
  });

  test("of which the older have lost their points are told all the same, in at most 30 KB", () => {
    const document = historyOf(old, range(-90 * 86_400, 0));

    const full = { project: "shop", name: "stock", ...document, partial: false };
    expect(HistoryDocument.parse(full)).toEqual(full);
    expect(JSON.stringify(full).length).toBeLessThanOrEqual(30 * 1024);
  });

  test("never become more bands than were asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 400 * 86_400 }),
        fc.integer({ min: 2, max: 2000 }),
        (length, points) => {
          const from = TEN - length;
          const step = stepOf({ from, to: TEN, points });
          const bands = Math.floor(TEN / step) - Math.floor(from / step) + 1;

          expect(bands).toBeLessThanOrEqual(points + 1);
          expect(step < 3600 ? 3600 % step : step % 3600).toBe(0);
        },
      ),
    );
  });
});

test("the times from which on the parameters were others are told", () => {
  const hours = hoursOf([
    { at: at(0), fingerprint: "one" },
    { at: at(60), fingerprint: "one" },
    { at: at(120), fingerprint: "other" },
    { at: at(3700), fingerprint: "other" },
  ]);

  expect(historyOf(hours, range(0, 7200)).changes).toEqual([TEN + 120]);
});

describe("the history of a check's answer", () => {
  test("has the original's shape, and of equal neighbours the last", () => {
    const hours = hoursOf([
      { at: Date.UTC(2026, 2, 2, 10, 0, 0), value: 1 },
      { at: Date.UTC(2026, 2, 2, 10, 1, 0), value: 1 },
      { at: Date.UTC(2026, 2, 2, 10, 2, 0), value: 1, status: "failed" },
      { at: Date.UTC(2026, 2, 2, 10, 3, 0), status: "errored" },
    ]);

    expect(historyList(hours, { from: 0, to: 4e9 })).toEqual([
      { t: "2026-03-02 10:01:00", success: true, scalar: 1 },
      { t: "2026-03-02 10:02:00", success: false, scalar: 1 },
      { t: "2026-03-02 10:03:00", success: false, scalar: null },
    ]);
  });

  test("has at most 500 entries, the highest peak and a failure among them, in order", () => {
    const list = historyList(minutesOf("shop/stock", { hours: 24 * 7, now: at(0) }), { from: 0, to: TEN });

    expect(list.length).toBeLessThanOrEqual(500);
    expect(list.length).toBeGreaterThan(300);
    expect(Math.max(...list.map(({ scalar }) => scalar ?? 0))).toBe(300);
    expect(list.filter(({ success }) => !success)).toHaveLength(11);
    expect(list.map(({ t }) => t)).toEqual(list.map(({ t }) => t).toSorted());
  });
});
