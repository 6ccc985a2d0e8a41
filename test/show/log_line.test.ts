import { expect, test } from "vitest";
import { logLine } from "../../src/show/log_line.ts";
import { definitionOf } from "../definition_of.ts";
import { NOON } from "../notice_of.ts";

const times = { startedAt: NOON, durationMs: 250 };

test("has the original's fields, and data as text", () => {
  const outcome = { status: "passed", data: { latency_ms: 12 }, value: 12 } as const;

  expect(logLine(definitionOf({ tags: ["critical"] }), { ...times, outcome })).toEqual({
    time: "2026-11-22T12:00:00.250Z",
    project: "shop",
    check: "home",
    tags: ["critical"],
    success: true,
    data: '{"latency_ms":12}',
    plot: 12,
  });
});

test("of a run that could not tell, says why, and draws nothing", () => {
  const error = { type: "TimeoutError", message: "no answer" };

  const line = logLine(definitionOf(), { ...times, outcome: { status: "errored", error } });

  expect(line).toMatchObject({ success: false, data: JSON.stringify({ error }), plot: null });
});

test("cuts what is too long, and what is left is JSON still", () => {
  const data = '"😀\n'.repeat(20_000);

  const line = logLine(definitionOf(), { ...times, outcome: { status: "failed", data, value: null } });

  expect(line.data.length).toBeLessThan(8_100);
  expect(JSON.parse(line.data)).toMatchObject({ truncated: true, characters: JSON.stringify(data).length });
});
