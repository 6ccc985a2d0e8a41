import { expect, test } from "vitest";
import { beginningOf } from "../../src/ui/past/history_marks.ts";
import { checkOf, historyOf, NOW } from "./sample_board.ts";

const TO = Date.parse(NOW) / 1000;
const HOUR = 3600;

/** The last day, of which the first result came so many seconds ago. */
const since = (seconds: number) => historyOf(checkOf("shop", "origin"), { points: [[TO - seconds, 0, 1]] });

test("a plot begins with its range where results fill most of it, and where there are none", () => {
  const none = historyOf(checkOf("shop", "origin"), { points: [] });

  expect([since(23 * HOUR), since(5 * HOUR), none].map(beginningOf)).toEqual([
    TO - 24 * HOUR,
    TO - 24 * HOUR,
    TO - 24 * HOUR,
  ]);
});

test("a plot of a young check begins a little before its first result", () => {
  expect(beginningOf(since(HOUR))).toBe(TO - HOUR - HOUR / 20);
  expect(beginningOf(since(60))).toBe(TO - 600);
});
