import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Definition } from "../../src/definition.ts";
import {
  afterStep,
  type Condition,
  conditionOf,
  type Memory,
  NO_MEMORY,
  QUIET_MS,
  type Step,
  stepOf,
} from "../../src/incidents/transition.ts";
import type { Outcome, Result } from "../../src/outcome.ts";
import { type CheckRecord, recordOf } from "../../src/record.ts";
import { briefOf } from "../../src/show/brief.ts";
import { definitionOf } from "../definition_of.ts";

const MINUTE = 60_000;
const RULES = { after: 2, recover: 1, now: 100 * MINUTE };

const course = (
  status: "passed" | "failed" | "errored",
  given: Partial<{ turnedAt: number; streak: number; turns: number[]; at: number }> = {},
): Condition => ({ status, turnedAt: 90 * MINUTE, streak: 1, turns: [], at: 100 * MINUTE, ...given });
const openSince = (
  start: number,
  ailment: "failed" | "errored" | "stale" | "flapping" = "failed",
): Memory => ({
  ...NO_MEMORY,
  open: { start, ailment },
});
const turns = (...minutes: number[]) => minutes.map((minute) => minute * MINUTE);

describe("an incident begins", () => {
  test("with as many bad results in a row as the check says, at the first of them", () => {
    const steps = [1, 2, 3].map((streak) => stepOf(course("failed", { streak }), NO_MEMORY, RULES));

    expect(steps).toEqual([
      { type: "none" },
      { type: "open", ailment: "failed", start: 90 * MINUTE },
      { type: "open", ailment: "failed", start: 90 * MINUTE },
    ]);
  });

  test("with the first where one is enough", () => {
    expect(stepOf(course("errored"), NO_MEMORY, { ...RULES, after: 1 })).toMatchObject({
      ailment: "errored",
    });
  });

  test("when results have grown stale, at that time", () => {
    const step = stepOf({ status: "stale", since: 95 * MINUTE }, NO_MEMORY, RULES);

    expect(step).toEqual({ type: "open", ailment: "stale", start: 95 * MINUTE });
  });

  test("after the end of the last one, whatever the clock says", () => {
    const memory = { ...NO_MEMORY, closedAt: 99 * MINUTE };

    const step = stepOf(course("failed", { streak: 2 }), memory, RULES);

    expect(step).toMatchObject({ type: "open", start: 99 * MINUTE + 1 });
  });
});

test.each<[string, Condition]>([
  ["no result", { status: "pending" }],
  ["good results", course("passed", { streak: 9 })],
])("%s begin nothing", (_what, condition) => {
  expect(stepOf(condition, NO_MEMORY, RULES)).toEqual({ type: "none" });
});

test.each<[string, Condition]>([
  ["no result", { status: "pending" }],
  ["more bad results", course("failed", { streak: 9 })],
  ["errors instead of failures", course("errored", { streak: 1 })],
  ["stale results", { status: "stale", since: 95 * MINUTE }],
])("an open incident stays as it is with %s", (_what, condition) => {
  expect(stepOf(condition, openSince(90 * MINUTE), RULES)).toEqual({ type: "none" });
});

describe("an incident ends", () => {
  test("with as many good results in a row as the check says, at the first of them", () => {
    const rules = { ...RULES, recover: 3 };
    const good = (streak: number) => course("passed", { streak, turnedAt: 95 * MINUTE });

    const steps = [2, 3].map((streak) => stepOf(good(streak), openSince(90 * MINUTE), rules));

    expect(steps).toEqual([{ type: "none" }, { type: "close", end: 95 * MINUTE }]);
  });

  test("with the next good result after stale ones: nothing has turned", () => {
    const good = course("passed", { streak: 500, turnedAt: 1, at: 99 * MINUTE });

    expect(stepOf(good, openSince(95 * MINUTE, "stale"), RULES)).toEqual({ type: "close", end: 99 * MINUTE });
  });

  test("never before it has begun, where the clock was set back", () => {
    const good = course("passed", { turnedAt: 10 * MINUTE, at: 10 * MINUTE });

    expect(stepOf(good, openSince(90 * MINUTE), RULES)).toEqual({ type: "close", end: 90 * MINUTE });
  });
});

test("what was only stale turns out to be worse", () => {
  const step = stepOf(course("errored"), openSince(80 * MINUTE, "stale"), RULES);

  expect(step).toEqual({ type: "found", ailment: "errored" });
});

describe("a check that turns six times within an hour", () => {
  const often = { turns: turns(40, 41, 50, 51, 60, 61, 99), turnedAt: 99 * MINUTE };

  test("is flapping, from when it first went bad within the hour, though no two bad results came in a row", () => {
    const bad = stepOf(course("failed", often), NO_MEMORY, RULES);
    const good = stepOf(
      course("passed", { ...often, turns: turns(10, 41, 50, 51, 60, 61, 99, 99.5) }),
      NO_MEMORY,
      RULES,
    );

    expect(bad).toEqual({ type: "open", ailment: "flapping", start: 50 * MINUTE });
    expect(good).toEqual({ type: "open", ailment: "flapping", start: 50 * MINUTE });
  });

  test.each(["passed", "failed"] as const)(
    "is flapping where it has an incident, which does not end: %s",
    (status) => {
      expect(stepOf(course(status, often), openSince(60 * MINUTE), RULES)).toEqual({ type: "flaps" });
    },
  );

  test.each(["passed", "failed", "errored"] as const)("is told once: %s", (status) => {
    const step = stepOf(course(status, often), openSince(60 * MINUTE, "flapping"), RULES);

    expect(step).toEqual({ type: "none" });
  });

  test("is no more when it holds and has been quiet for half an hour", () => {
    const memory = openSince(60 * MINUTE, "flapping");
    const at = (now: number) => stepOf(course("passed", often), memory, { ...RULES, now });

    expect(at(99 * MINUTE + QUIET_MS - 1)).toEqual({ type: "none" });
    expect(at(99 * MINUTE + QUIET_MS)).toEqual({ type: "close", end: 99 * MINUTE });
  });

  test("goes on as long as it does not hold, however quiet", () => {
    const memory = openSince(60 * MINUTE, "flapping");

    expect(stepOf(course("failed", often), memory, { ...RULES, now: 999 * MINUTE })).toEqual({
      type: "none",
    });
  });

  test("is not flapping again for what turned before it came to rest", () => {
    const memory = { ...NO_MEMORY, closedAt: 99 * MINUTE, calmSince: 99 * MINUTE };

    expect(stepOf(course("passed", often), memory, RULES)).toEqual({ type: "none" });
  });

  test("does not stay so for a day because the clock was set back by one", () => {
    const memory = openSince(60 * MINUTE, "flapping");
    const rules = { ...RULES, now: often.turnedAt - 24 * 60 * MINUTE };

    expect(stepOf(course("passed", often), memory, rules)).toMatchObject({ type: "close" });
  });
});

test("five turns within an hour are not flapping", () => {
  const condition = course("passed", { turns: turns(38, 39, 41, 50, 60, 61, 99) });

  expect(stepOf(condition, NO_MEMORY, RULES)).toEqual({ type: "none" });
});

describe("the condition of a check", () => {
  const definition = definitionOf({ ttl: 60, timeout: 30 });
  const brief = (status: "passed" | "failed") =>
    briefOf(
      recordOf({ outcome: { status, data: null, value: null }, startedAt: 0, durationMs: 1 }, undefined),
    );
  const clock = { now: 9 * MINUTE, tickMs: MINUTE };
  const staleAt = MINUTE + 2 * MINUTE + 30_000 + 1;

  test("is pending before the first result", () => {
    expect(conditionOf(definition, undefined, clock)).toEqual({ status: "pending" });
  });

  test("is what the result says as long as that can be trusted", () => {
    expect(conditionOf(definition, brief("failed"), { ...clock, now: staleAt })).toMatchObject({
      status: "failed",
      turnedAt: 1,
      at: 1,
    });
  });

  test("is stale since the result became too old, or since it went bad before that", () => {
    expect(conditionOf(definition, brief("passed"), clock)).toEqual({ status: "stale", since: staleAt });
    expect(conditionOf(definition, brief("failed"), clock)).toEqual({ status: "stale", since: 1 });
  });

  test("is not stale where nobody has asked", () => {
    const onDemand: Definition = { ...definition, background: false };

    expect(conditionOf(onDemand, brief("passed"), clock)).toMatchObject({ status: "passed" });
  });
});

describe("whatever results come, whenever", () => {
  const outcomes: Readonly<Record<"passed" | "failed" | "errored", Outcome>> = {
    passed: { status: "passed", data: null, value: null },
    failed: { status: "failed", data: null, value: null },
    errored: { status: "errored", error: { type: "Error", message: "" } },
  };
  interface Moment {
    readonly now: number;
    readonly condition: Condition;
  }

  /** A number is a time of nothing, in milliseconds. */
  function momentsOf(results: readonly (Result | number)[], definition: Definition): Moment[] {
    let record: CheckRecord | undefined;
    let now = 0;
    return results.map((result) => {
      now = typeof result === "number" ? now + result : result.startedAt + result.durationMs;
      if (typeof result !== "number") record = recordOf(result, record);
      return { now, condition: conditionOf(definition, record && briefOf(record), { now, tickMs: MINUTE }) };
    });
  }

  /** Each moment is seen twice: publications repeat. */
  function play(results: readonly (Result | number)[], rules: Pick<Definition, "after" | "recover">) {
    const seen = momentsOf(results, definitionOf(rules)).flatMap((moment) => [moment, moment]);
    let memory = NO_MEMORY;
    const all = seen.map(({ condition, now }) => {
      const step = stepOf(condition, memory, { ...rules, now });
      memory = afterStep(memory, step);
      return step;
    });
    const steps = all.filter(({ type }) => type !== "none");
    return { steps, incidents: incidentsOf(steps) };
  }

  function incidentsOf(steps: readonly Step[]) {
    const ends = steps.flatMap((step) => (step.type === "close" ? [step.end] : []));
    const starts = steps.flatMap((step) => (step.type === "open" ? [step.start] : []));
    return starts.map((start, index) => ({ start, end: ends[index] }));
  }

  const status = fc.constantFrom("passed", "failed", "errored");
  const rules = fc.record({ after: fc.integer({ min: 1, max: 4 }), recover: fc.integer({ min: 1, max: 4 }) });
  /** Mostly a minute on; sometimes an hour of nothing, and sometimes the clock is set back or forth. */
  const stepMs = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 50_000, max: 70_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 * MINUTE }) },
    { weight: 1, arbitrary: fc.integer({ min: -90 * MINUTE, max: 0 }) },
  );
  const moments = fc.array(fc.tuple(stepMs, fc.option(status, { freq: 9 })), { maxLength: 200 });
  const scenario = moments.map((all) => {
    let at = 0;
    return all.map(([ms, found]) => {
      at += ms;
      return found === null ? ms : { outcome: outcomes[found], startedAt: at, durationMs: 10 };
    });
  });

  test("a check has one open incident at most, they never overlap, and none ends before it begins", () => {
    fc.assert(
      fc.property(scenario, rules, (results, given) => {
        const { incidents } = play(results, given);

        let before = Number.NEGATIVE_INFINITY;
        for (const { start, end = start } of incidents) {
          expect(start).toBeGreaterThan(before);
          expect(end).toBeGreaterThanOrEqual(start);
          before = end;
        }
      }),
    );
  });

  test("no step is taken twice for the same thing", () => {
    fc.assert(
      fc.property(scenario, rules, (results, given) => {
        const { steps, incidents } = play(results, given);

        expect(steps.map(({ type }) => `${type} `).join("")).toMatch(
          /^(open (found )?(flaps )?(close |$))*$/,
        );
        expect(new Set(incidents.map(({ start }) => start)).size).toBe(incidents.length);
      }),
    );
  });

  test("however often a check turns, its incidents take no more than six steps an hour", () => {
    const minutely = fc.array(status, { minLength: 24 * 60, maxLength: 24 * 60 });

    fc.assert(
      fc.property(minutely, rules, (found, given) => {
        const results = found.map((one, minute) => ({
          outcome: outcomes[one],
          startedAt: minute * MINUTE,
          durationMs: 10,
        }));

        expect(play(results, given).steps.length).toBeLessThanOrEqual(6 * 24);
      }),
      { numRuns: 20 },
    );
  });

  test("a check that turns each minute for a day has one incident, in two steps", () => {
    const results = Array.from({ length: 24 * 60 }, (_, minute) => ({
      outcome: outcomes[minute % 2 === 0 ? "passed" : "failed"],
      startedAt: minute * MINUTE,
      durationMs: 10,
    }));
    const rest = Array.from({ length: 60 }, (_, minute) => ({
      outcome: outcomes.passed,
      startedAt: (24 * 60 + minute) * MINUTE,
      durationMs: 10,
    }));

    const { steps, incidents } = play([...results, ...rest], { after: 2, recover: 1 });

    expect(steps.map(({ type }) => type)).toEqual(["open", "close"]);
    expect(incidents).toEqual([{ start: MINUTE + 10, end: 24 * 60 * MINUTE + 10 }]);
  });
});
