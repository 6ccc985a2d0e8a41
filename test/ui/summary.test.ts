import { describe, expect, test } from "vitest";
import type { Status } from "../../src/outcome.ts";
import { sentenceOf } from "../../src/ui/overview/summary.ts";
import { clockTime } from "../../src/ui/times.ts";
import { agentOf } from "./sample_board.ts";

const NOW = new Date(2026, 4, 1, 14, 30).getTime();
const SILENT_SINCE = new Date(2026, 4, 1, 14, 2);

function states(...statuses: Status[]) {
  return statuses.map((status) => ({ status, since: null, agent: null }));
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
    expect(sentenceOf({ checks, agents: [] }, NOW)).toBe(sentence);
  });

  test("names the first of the failures, with its day where that is not today", () => {
    const checks = [
      { status: "failed", since: new Date(2026, 4, 1, 9, 5).toISOString() },
      { status: "failed", since: new Date(2026, 3, 28, 22, 40).toISOString() },
      { status: "passed", since: new Date(2026, 0, 1).toISOString() },
    ] as const;
    const all = checks.map((check) => ({ ...check, agent: null }));

    expect(sentenceOf({ checks: all, agents: [] }, NOW)).toMatch(
      /^2 of 3 checks fail, since .*28.* (10:40|22:40)/,
    );
  });

  test.each([
    [["stale", "stale"], [], "Agent vpn has been silent since TIME; 2 of 3 checks are out of date"],
    [[], [], "Agent vpn has been silent since TIME"],
    [["stale"], ["failed"], "1 of 3 checks fails; agent vpn has been silent since TIME"],
    [["stale"], ["stale"], "1 of 3 checks is out of date; agent vpn has been silent since TIME"],
  ] as const)("lets a silent agent stand for its checks: %j beside %j reads %j", (own, others, sentence) => {
    const agents = [agentOf("vpn", { state: "silent", last_seen: SILENT_SINCE.toISOString() })];
    const checks = [
      ...states(...own).map((state) => ({ ...state, agent: "vpn" })),
      ...states(...others, "passed", "passed"),
    ];

    const time = clockTime(SILENT_SINCE.getTime(), NOW);
    expect(sentenceOf({ checks: checks.slice(0, 3), agents }, NOW)).toBe(sentence.replace("TIME", time));
  });
});
