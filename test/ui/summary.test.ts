import { describe, expect, test } from "vitest";
import type { Status } from "../../src/outcome.ts";
import { sentenceOf } from "../../src/ui/summary.ts";

const NOW = new Date(2026, 4, 1, 14, 30).getTime();

function states(...statuses: Status[]) {
  return statuses.map((status) => ({ status, since: null }));
}

describe("The sentence on the whole", () => {
  test.each([
    [states(), "No check is configured yet"],
    [states("passed"), "The check passes"],
    [states("passed", "passed"), "All 2 checks pass"],
    [states("pending"), "The check has not run yet"],
    [states("pending", "pending"), "None of 2 checks has run yet"],
    [states("passed", "pending"), "1 of 2 checks passes; 1 has not run yet"],
    [states("failed"), "The check fails"],
    [states("failed", "passed", "pending"), "1 of 3 checks fails"],
    [states("stale", "errored", "failed", "failed"), "2 of 4 checks fail; 1 cannot tell; 1 is out of date"],
    [states("errored", "errored", "passed"), "2 of 3 checks cannot tell"],
  ])("%j reads %j", (checks, sentence) => {
    expect(sentenceOf(checks, NOW)).toBe(sentence);
  });

  test("names the first of the failures, with its day where that is not today", () => {
    const checks = [
      { status: "failed", since: new Date(2026, 4, 1, 9, 5).toISOString() },
      { status: "failed", since: new Date(2026, 3, 28, 22, 40).toISOString() },
      { status: "passed", since: new Date(2026, 0, 1).toISOString() },
    ] as const;

    expect(sentenceOf(checks, NOW)).toMatch(/^2 of 3 checks fail, since .*28.* (10:40|22:40)/);
  });
});
