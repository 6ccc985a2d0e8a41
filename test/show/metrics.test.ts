import { expect, test } from "vitest";
import { stateOf } from "../../src/show/brief.ts";
import { renderMetrics } from "../../src/show/metrics.ts";
import { definitionOf } from "../definition_of.ts";

const nothing = {
  checks: [],
  agents: [],
  counters: [],
  boardRowsWritten: 0,
  tickedAt: undefined,
  problems: 0,
  connections: 0,
  incidents: { open: 0, waiting: 0 },
  knownIssuesAsOf: null,
  destinations: [],
};

test("each metric has its help and type once, before its samples", () => {
  const checks = ["a", "b"].map((name) =>
    stateOf(definitionOf({ name }), undefined, { now: 0, tickMs: 60_000 }),
  );

  const lines = renderMetrics({ ...nothing, checks }).split("\n");
  const names = lines.filter((line) => line.startsWith("# TYPE")).map((line) => line.split(" ")[2]);

  expect(new Set(names).size).toBe(names.length);
  expect(lines.filter((line) => line.includes('status="pending"} 1'))).toHaveLength(2);
});

test("a metric without a sample is left out", () => {
  expect(renderMetrics(nothing)).not.toContain("last_tick");
});

test("labels are escaped", () => {
  const check = stateOf(definitionOf({ name: 'a"b\\c\nd' }), undefined, { now: 0, tickMs: 60_000 });

  expect(renderMetrics({ ...nothing, checks: [check] })).toContain('check="a\\"b\\\\c\\nd"');
});
