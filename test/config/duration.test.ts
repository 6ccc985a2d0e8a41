import { expect, test } from "vitest";
import { Duration, sayDuration } from "../../src/config/duration.ts";

test.each([
  ["45s", 45_000],
  ["30m", 1_800_000],
  ["4h", 14_400_000],
  ["1d", 86_400_000],
])("reads %s", (text, ms) => {
  expect(Duration.parse(text)).toBe(ms);
});

test.each(["4", "4 h", "h", "-1h", "1.5h", "0m", "4w", "", "9999999s", "1h30m"])("refuses %j", (text) => {
  expect(Duration.safeParse(text).error?.issues[0]?.message).toBe(
    "expected a duration such as 30m, 4h or 1d",
  );
});

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [59 * 60_000, "59 min"],
  [3_600_000, "1 h"],
  [3_600_000 + 20 * 60_000, "1 h 20 min"],
  [52 * 3_600_000, "2 d 4 h"],
])("says %i ms as %s", (ms, text) => {
  expect(sayDuration(ms)).toBe(text);
});
