import { expect, test } from "vitest";
import { rangeOf } from "../../src/history/history_range.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const seconds = (...date: [number, number, number, number?]) => Date.UTC(...date) / 1000;

test("without a query it is the last day, in 500 points", () => {
  expect(rangeOf({}, NOW)).toEqual({
    from: seconds(2026, 2, 9, 12),
    to: seconds(2026, 2, 10, 12),
    points: 500,
  });
});

test.each([
  ["2026-03-02"],
  ["2026-03-02T00:00Z"],
  ["2026-03-02T00:00:00"],
  ["2026-03-02T02:00:00+02:00"],
  ["2026-03-02T02:00:00 02:00"],
  ["1772409600"],
  ["1772409600000"],
])("a time may be written as %s", (from) => {
  expect(rangeOf({ from }, NOW)).toMatchObject({ from: seconds(2026, 2, 2) });
});

test("the range ends with the present", () => {
  expect(rangeOf({ to: "2030-01-01" }, NOW)).toMatchObject({ to: seconds(2026, 2, 10, 12) });
});

test.each([
  [{ from: "2026-03-02", to: "2026-03-01" }, "expected from before to"],
  [{ from: "2026-03-02", to: "2026-03-02" }, "expected from before to"],
  [{ from: "2999-01-01" }, "from lies in the future"],
  [{ from: "tomorrow" }, 'from "tomorrow": expected ISO 8601'],
  [{ from: "" }, 'from "": expected ISO 8601'],
  [{ to: "2026-13-45T99:00Z" }, "expected ISO 8601"],
  [{ to: "-1" }, "expected ISO 8601"],
  [{ from: "1e9" }, "expected ISO 8601"],
  [{ from: "1".repeat(10_000) }, "expected ISO 8601"],
  [{ points: "1e9" }, "expected a whole number from 2 to 2000"],
  [{ points: "1000000000" }, "expected a whole number from 2 to 2000"],
  [{ points: "1.5" }, "expected a whole number from 2 to 2000"],
  [{ points: "-1" }, "expected a whole number from 2 to 2000"],
  [{ points: "" }, "expected a whole number from 2 to 2000"],
  [{ from: "1" }, "at most 400 days"],
])("%j is told what is expected", (query, reason) => {
  const told = rangeOf(query, NOW);

  expect(told).toContain(reason);
  expect(String(told).length).toBeLessThan(200);
});
