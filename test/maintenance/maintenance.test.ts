import { expect, test } from "vitest";
import { maintenanceAt } from "../../src/maintenance/maintenance.ts";
import { type MaintenanceWindow, once } from "../../src/maintenance/maintenance_window.ts";
import { recurring } from "../../src/maintenance/recurrence.ts";
import { definitionOf } from "../definition_of.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MS = 3_600_000;

const window = (given: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  id: "1",
  project: null,
  tag: null,
  check: null,
  reason: "",
  from: NOON,
  to: NOON + HOUR_MS,
  ...given,
});
const times = (spans: readonly { from: number; to: number }[]) =>
  spans.map(({ from, to }) => [from, to].map((time) => new Date(time).toISOString().slice(5, 16)));
const paris = (cron: string, hours: number) =>
  recurring({ cron, timezone: "Europe/Paris", durationMs: hours * HOUR_MS });
const from = (text: string) => Date.parse(text);

test("a window covers its checks from its beginning to just before its end", () => {
  const all = [once(window({ reason: "a new database" }))];
  const at = (time: number) => maintenanceAt(all, definitionOf(), time);

  expect([at(NOON - 1), at(NOON), at(NOON + HOUR_MS - 1), at(NOON + HOUR_MS)]).toEqual([
    null,
    { reason: "a new database", until: NOON + HOUR_MS },
    { reason: "a new database", until: NOON + HOUR_MS },
    null,
  ]);
});

test.each([
  [{ project: "shop" }, true],
  [{ project: "other" }, false],
  [{ tag: "eu" }, true],
  [{ tag: "us" }, false],
  [{ check: "shop/home" }, true],
  [{ check: "shop/cart" }, false],
  [{ project: "shop", tag: "us" }, false],
  [{}, true],
])("a window with %j covers shop/home, tagged eu: %j", (coverage, covered) => {
  const all = [once(window(coverage))];

  expect(maintenanceAt(all, definitionOf({ tags: ["eu"] }), NOON) !== null).toBe(covered);
});

test("of windows that overlap the one that ends last is shown", () => {
  const all = [
    once(window({ reason: "short" })),
    once(window({ reason: "long", from: NOON + HOUR_MS / 2, to: NOON + 2 * HOUR_MS })),
    once(window({ reason: "inside", from: NOON + HOUR_MS / 4, to: NOON + HOUR_MS / 2 })),
  ];

  expect(maintenanceAt(all, definitionOf(), NOON + HOUR_MS / 2)?.reason).toBe("long");
});

test("a window that comes every week is found by its beginning, its middle and its end", () => {
  const weekly = paris("0 23 * * SUN", 3);

  expect(times(weekly.spans(from("2026-11-22T21:59:59Z"), from("2026-11-22T22:00:00Z")))).toEqual([]);
  expect(times(weekly.spans(from("2026-11-22T22:00:00Z"), from("2026-11-22T22:00:01Z")))).toEqual([
    ["11-22T22:00", "11-23T01:00"],
  ]);
  expect(times(weekly.spans(from("2026-11-23T00:30:00Z"), from("2026-11-23T00:31:00Z")))).toEqual([
    ["11-22T22:00", "11-23T01:00"],
  ]);
  expect(times(weekly.spans(from("2026-11-23T01:00:00Z"), from("2026-11-24T00:00:00Z")))).toEqual([]);
});

test("keeps to the clock on the wall when the clocks change", () => {
  const nightly = paris("0 4 * * *", 1);

  expect(times(nightly.spans(from("2026-03-28T00:00:00Z"), from("2026-03-30T00:00:00Z")))).toEqual([
    ["03-28T03:00", "03-28T04:00"],
    ["03-29T02:00", "03-29T03:00"],
  ]);
});

test("comes an hour later in the night that has no half past two", () => {
  const nightly = paris("30 2 * * *", 1);

  expect(times(nightly.spans(from("2026-03-29T00:00:00Z"), from("2026-03-30T00:00:00Z")))).toEqual([
    ["03-29T01:00", "03-29T02:00"],
  ]);
});

test("comes once in the night that has two half past twos, and lasts as long as ever", () => {
  const nightly = paris("30 2 * * *", 2);

  expect(times(nightly.spans(from("2026-10-25T00:00:00Z"), from("2026-10-26T00:00:00Z")))).toEqual([
    ["10-25T00:30", "10-25T02:30"],
  ]);
});

test("a window of a week is found on its last day, in the year after", () => {
  const yearly = recurring({ cron: "0 0 28 12 *", timezone: "UTC", durationMs: 7 * 24 * HOUR_MS });

  expect(times(yearly.spans(from("2027-01-03T23:00:00Z"), from("2027-01-03T23:00:01Z")))).toEqual([
    ["12-28T00:00", "01-04T00:00"],
  ]);
});

test("tells the stretch that is under way, then the next", () => {
  const nightly = paris("0 4 * * *", 1);
  const next = (text: string) => times([nightly.next(from(text))].flatMap((span) => span ?? []));

  expect([next("2026-11-22T03:30:00Z"), next("2026-11-22T04:00:00Z")]).toEqual([
    [["11-22T03:00", "11-22T04:00"]],
    [["11-23T03:00", "11-23T04:00"]],
  ]);
});

test("the windows of each day are the windows of all", () => {
  const { spans } = paris("15 */7 * * *", 1);
  const [start, end] = [from("2026-10-20T00:00:00Z"), from("2026-11-10T00:00:00Z")];
  const days = Array.from({ length: 21 }, (_, day) => start + day * 24 * HOUR_MS);
  const inDays = days.flatMap((day) => spans(day, day + 24 * HOUR_MS));

  const whole = spans(start, end);

  expect(whole).toHaveLength(84);
  expect(inDays.filter(({ from: at }, index) => inDays[index - 1]?.from !== at)).toEqual(whole);
});
