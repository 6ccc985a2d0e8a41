import { expect, test } from "vitest";
import { type AgendaEntry, dueAt, planAgenda } from "../../src/agent/agenda.ts";
import { pauseMs } from "../../src/agent/backoff.ts";
import { definitionOf } from "../definition_of.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function planned(count: number, ttl = 60, now = NOW): AgendaEntry[] {
  const definitions = Array.from({ length: count }, (_, index) =>
    definitionOf({ name: `check-${index}`, ttl }),
  );
  return planAgenda(definitions, { now, before: [] });
}

/** When a check runs that is started as soon as it is due. */
function runsOf(entry: AgendaEntry, from: number, count: number): number[] {
  const runs: number[] = [];
  for (let now = from; runs.length < count; now = dueAt(entry, runs.at(-1), now)) {
    if (dueAt(entry, runs.at(-1), now) <= now) runs.push(now);
  }
  return runs;
}

test("five hundred checks start over fifteen seconds, and go on over the whole of their ttl", () => {
  const agenda = planned(500);
  const firstRuns = agenda.map((entry) => dueAt(entry, undefined, NOW) - NOW);
  const later = agenda.map((entry) => (runsOf(entry, NOW, 3)[2] ?? 0) - NOW);

  const most = (values: readonly number[]) =>
    Math.max(
      ...[...Map.groupBy(values, (ms) => Math.floor(ms / 1000)).values()].map((group) => group.length),
    );
  expect(Math.max(...firstRuns)).toBeLessThan(15_000);
  expect(most(firstRuns)).toBeLessThan(60);
  expect(most(later)).toBeLessThan(25);
});

test("a check runs once in each ttl, at the same second, and neither late runs nor restarts shift it", () => {
  const [entry] = planned(1);
  if (!entry) throw new TypeError("no check");
  const [, second = 0, third = 0] = runsOf(entry, NOW, 3);
  const late = third + 20_000;

  const afterLate = dueAt(entry, late, late);
  const [afterRestart] = planned(1, 60, late).map((one) => dueAt(one, third, late));

  expect(third - second).toBe(60_000);
  expect(afterLate).toBe(third + 60_000);
  expect(afterRestart).toBe(third + 60_000);
});

test("a clock that is set back or ahead does not silence a check", () => {
  const [entry] = planned(1);
  if (!entry) throw new TypeError("no check");
  const last = NOW + 3_600_000;

  expect(dueAt({ ...entry, from: 0 }, last, NOW)).toBeLessThanOrEqual(NOW);
  expect(dueAt({ ...entry, from: 0 }, NOW, last)).toBeLessThanOrEqual(last);
});

test("what was there before keeps its place when the configuration changes", () => {
  const before = planned(3);
  const definitions = before.map(({ definition }) => definition);

  const after = planAgenda(definitions, { now: NOW + 5_000, before });

  expect(after).toEqual(before);
});

test("a check that only runs when it is asked for has no place in it", () => {
  const definition = definitionOf({ background: false });

  expect(planAgenda([definition], { now: NOW, before: [] })).toEqual([]);
});

test("attempts come after a second, then ever later, at most a minute, some of it by chance", () => {
  const pauses = [1, 2, 3, 6, 7, 50].map((attempts) => pauseMs(attempts, { random: () => 0 }));

  expect(pauses).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  expect(pauseMs(7, { random: () => 1 })).toBe(30_000);
});

test("the Worker may wish for a later attempt, but for no hour", () => {
  const random = () => 0;

  expect(pauseMs(1, { random, retryAfterMs: 20_000 })).toBe(20_000);
  expect(pauseMs(1, { random, retryAfterMs: 3_600_000 })).toBe(60_000);
});
