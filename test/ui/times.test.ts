import { describe, expect, test } from "vitest";
import { ageOf, durationText } from "../../src/ui/times.ts";

describe("Ages", () => {
  test.each([
    [0, "just now"],
    [9_999, "just now"],
    [59_999, "50 seconds ago"],
    [60_000, "1 minute ago"],
    [3 * 60_000, "3 minutes ago"],
    [2 * 3_600_000, "2 hours ago"],
    [86_400_000, "yesterday"],
    [40 * 86_400_000, "40 days ago"],
  ])("of %d milliseconds read %j", (milliseconds, text) => {
    expect(ageOf(1_000_000, 1_000_000 + milliseconds)).toBe(text);
  });

  test("are never in the future, whatever the clocks say", () => {
    expect(ageOf(5000, 1000)).toBe("just now");
  });
});

describe("Durations", () => {
  test.each([
    [0.4, "0 ms"],
    [42, "42 ms"],
    [1234, "1.2 sec"],
    [90_000, "1.5 min"],
    [3 * 3_600_000, "3 hr"],
    [90 * 86_400_000, "90 days"],
  ])("of %d milliseconds read %j", (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});
