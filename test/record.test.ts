import { describe, expect, test } from "vitest";
import type { Json } from "../src/json.ts";
import type { Result } from "../src/outcome.ts";
import { recordOf, StoredRecord, summaryOf } from "../src/record.ts";
import { briefOf, stateOf } from "../src/show/brief.ts";
import { definitionOf } from "./definition_of.ts";

const result = (status: "passed" | "failed", startedAt: number): Result => ({
  outcome: { status, data: { n: 1 }, value: 1 },
  startedAt,
  durationMs: 10,
});

describe("since", () => {
  test("is the end of the first run with a status", () => {
    expect(recordOf(result("passed", 100), undefined).since).toBe(110);
  });

  test("stays while the status does", () => {
    const first = recordOf(result("failed", 100), undefined);

    expect(recordOf(result("failed", 200), first).since).toBe(110);
  });

  test("begins anew with another status", () => {
    const first = recordOf(result("failed", 100), undefined);

    expect(recordOf(result("passed", 200), first).since).toBe(210);
  });
});

test("a record survives being stored", () => {
  const record = recordOf(result("passed", 100), undefined);

  expect(StoredRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

test("a summary has at most 200 characters, and no half of one", () => {
  const summary = summaryOf({ status: "passed", data: `${"x".repeat(197)}🦊🦊🦊`, value: null });

  expect(summary.length).toBeLessThanOrEqual(200);
  expect(summary).toBe(summary.toWellFormed());
});

describe("the state to show", () => {
  const clock = { now: 1_000_000, tickMs: 60_000 };

  test("is pending where there is no result", () => {
    expect(stateOf(definitionOf(), undefined, clock)).toMatchObject({
      status: "pending",
      since: null,
      datetime: null,
    });
  });

  test("is what the last result said, with its times", () => {
    const brief = briefOf(recordOf(result("failed", 900_000), undefined));

    expect(stateOf(definitionOf(), brief, clock)).toEqual({
      project: "shop",
      name: "home",
      status: "failed",
      since: "1970-01-01T00:15:00.010Z",
      datetime: "1970-01-01T00:15:00.010Z",
      stale_at: "1970-01-01T00:18:30.010Z",
      duration: 10,
      value: 1,
      summary: '{"n":1}',
      incident: null,
      maintenance: null,
    });
  });

  test("is stale, since it became so, where the last result is too old, whatever it said", () => {
    const brief = briefOf(recordOf(result("passed", 100), undefined));

    expect(stateOf(definitionOf(), brief, clock)).toMatchObject({
      status: "stale",
      since: "1970-01-01T00:03:30.110Z",
    });
  });
});

describe("trouble", () => {
  const found = (status: "passed" | "failed", data: Json): Result => ({
    outcome: { status, data, value: null },
    startedAt: 0,
    durationMs: 1,
  });
  const error = { type: "TimeoutError", message: "Cannot fetch it" };
  const errored: Result = { outcome: { status: "errored", error }, startedAt: 0, durationMs: 1 };

  test("holds what was found last while all was well, first when it was not, and what differs", () => {
    const good = recordOf(found("passed", { n: 2 }), recordOf(found("passed", { n: 1 }), undefined));

    const bad = recordOf(found("failed", { n: 4 }), recordOf(found("failed", { n: 3 }), good));

    expect(bad.trouble).toEqual({ lastGood: { n: 2 }, firstBad: { n: 3 }, changed: [".n: 2 → 3"] });
  });

  test("compares no data with the text of an error", () => {
    const bad = recordOf(errored, recordOf(found("passed", { n: 1 }), undefined));

    expect(bad.trouble).toEqual({ lastGood: { n: 1 }, firstBad: "Cannot fetch it", changed: [] });
  });

  test("knows no good where the first result is bad, and is over with the next good one", () => {
    const bad = recordOf(found("failed", 1), undefined);

    expect(bad.trouble).toEqual({ lastGood: null, firstBad: 1, changed: [] });
    expect(recordOf(found("passed", 2), bad).trouble).toBeNull();
  });

  test("is cut to 4 KiB each, and compared before", () => {
    const list = (last: string) => [...Array(5000).fill("x"), last];

    const { trouble } = recordOf(found("failed", list("b")), recordOf(found("passed", list("a")), undefined));

    expect(JSON.stringify(trouble).length).toBeLessThan(2 * 4096 + 200);
    expect(trouble).toMatchObject({ firstBad: { truncated: true }, changed: ['.5000: "a" → "b"'] });
  });
});
