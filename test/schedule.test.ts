import { describe, expect, test } from "vitest";
import { dueAt, dueChecks, quietAt, silentAt, staleAt } from "../src/schedule.ts";
import { definitionOf } from "./definition_of.ts";

const TICK_MS = 60_000;
const ran = (startedAt: number, durationMs = 1_000) => ({ startedAt, durationMs });

describe("dueAt", () => {
  test("a check that never ran is due at once", () => {
    expect(dueAt(definitionOf(), undefined, TICK_MS)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("a check of 60 s runs every minute, although its last run began some seconds after the tick", () => {
    expect(dueAt(definitionOf({ ttl: 60 }), ran(3_000), TICK_MS)).toBeLessThanOrEqual(60_000);
  });

  test("a tick that repeats a moment later finds nothing due", () => {
    expect(dueAt(definitionOf({ ttl: 60 }), ran(3_000), TICK_MS)).toBeGreaterThan(5_000);
  });

  test("a check of an hour runs in the minute in which its hour is over, and not before", () => {
    const at = dueAt(definitionOf({ ttl: 3600 }), ran(3_000), TICK_MS);

    expect(at).toBeGreaterThan(3_540_000);
    expect(at).toBeLessThanOrEqual(3_600_000);
  });

  test("a check of 90 s runs every second minute, never more often than it asks", () => {
    const at = dueAt(definitionOf({ ttl: 90 }), ran(0), TICK_MS);

    expect([at > 30_000, at <= 60_000]).toEqual([true, true]);
  });
});

describe("staleAt", () => {
  test("a scheduler two ticks late and a run of full length are no reason for distrust", () => {
    expect(staleAt(definitionOf({ ttl: 60, timeout: 30 }), ran(0, 1_000), TICK_MS)).toBe(
      1_000 + 60_000 + 120_000 + 30_000,
    );
  });

  test("a check that nobody schedules is stale after its ttl", () => {
    expect(staleAt(definitionOf({ ttl: 60, background: false }), ran(0, 1_000), TICK_MS)).toBe(61_000);
  });

  test("an agent's result is trusted for three intervals, no shorter than three ticks", () => {
    const staleAfter = (ttl: number) => staleAt(definitionOf({ ttl, agent: "vpn" }), ran(0, 1_000), TICK_MS);

    expect([staleAfter(10), staleAfter(300)]).toEqual([1_000 + 3 * TICK_MS, 1_000 + 900_000]);
  });
});

describe("an agent", () => {
  const every = (...ttls: number[]) => ttls.map((ttl) => definitionOf({ ttl }));

  test("is silent after three intervals of its most frequent check, and three minutes at least", () => {
    expect(silentAt(every(10, 3600), 0, TICK_MS)).toBe(180_000);
    expect(silentAt(every(600, 3600), 0, TICK_MS)).toBe(1_800_000);
    expect(silentAt([], 0, TICK_MS)).toBe(180_000);
  });

  test("may be about to be silent when a word of it is missing", () => {
    expect(quietAt(every(60, 3600), 0, TICK_MS)).toBe(90_000);
    expect(quietAt(every(10), 0, 10_000)).toBe(20_000);
  });
});

describe("dueChecks", () => {
  const [never, old, older, fresh] = ["never", "old", "older", "fresh"].map((name) => definitionOf({ name }));
  const last: Record<string, { startedAt: number; durationMs: number }> = {
    old: ran(-100_000),
    older: ran(-200_000),
    fresh: ran(-1_000),
  };

  test("the longest overdue come first: what one tick had no time for is first in the next", () => {
    const checks = [old, fresh, never, older].filter((check) => check !== undefined);

    const due = dueChecks(checks, ({ name }) => last[name], { now: 0, tickMs: TICK_MS });

    expect(due.map(({ name }) => name)).toEqual(["never", "older", "old"]);
  });

  test("what is only to be run on demand is never due", () => {
    const due = dueChecks([definitionOf({ background: false })], () => undefined, {
      now: 0,
      tickMs: TICK_MS,
    });

    expect(due).toEqual([]);
  });
});
