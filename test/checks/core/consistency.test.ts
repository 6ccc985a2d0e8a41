import { describe, expect, test } from "vitest";
import consistency from "../../../checks/core/consistency.ts";
import type { Json } from "../../../src/json.ts";
import type { Outcome } from "../../../src/outcome.ts";
import { json, NOON, type Route, runCheck } from "../../fake_host.ts";

const origin = "https://origin.example/list";
const cdn = "https://cdn.example/list";
const params = { urls: [origin, cdn] };

function network(first: Route, second: Route) {
  return { routes: { [`GET ${origin}`]: first, [`GET ${cdn}`]: second } };
}

test("passes, with what each URL holds, when all hold the same", async () => {
  const outcome = await runCheck(consistency, params, network(json({ a: 1, b: 2 }), json({ b: 2, a: 1 })));

  expect(outcome).toEqual({
    status: "passed",
    data: { values: { [origin]: { a: 1, b: 2 }, [cdn]: { a: 1, b: 2 } }, lag_seconds: 0 },
    value: 0,
  });
});

test("fails, with what each URL holds, when one holds something else", async () => {
  const outcome = await runCheck(consistency, params, network(new Response("new"), new Response("old")));

  expect(outcome).toEqual({
    status: "failed",
    data: { values: { [origin]: "new", [cdn]: "old" } },
    value: null,
  });
});

test("cannot tell when one URL cannot be reached", async () => {
  const outcome = await runCheck(consistency, params, { routes: { [`GET ${origin}`]: json(1) } });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: `Cannot reach ${cdn}: connect ECONNREFUSED` },
  });
});

test("compares the values at a path alone", async () => {
  const urls = { ...params, path: ".etag" };

  const outcome = await runCheck(
    consistency,
    urls,
    network(json({ etag: 5, n: 1 }), json({ etag: 5, n: 2 })),
  );

  expect(outcome).toMatchObject({ status: "passed", data: { values: { [origin]: 5, [cdn]: 5 } } });
});

test.each([
  ["passed", 60],
  ["failed", 59],
])("has %s where copies 60 seconds apart may differ for %i", async (status, max_lag_seconds) => {
  const servers = network(json({ t: 1_795_348_860 }), json({ t: "2026-11-22T12:00:00+00:00" }));

  const outcome = await runCheck(consistency, { ...params, path: ".t", max_lag_seconds }, servers);

  expect(outcome).toMatchObject({ status, data: { lag_seconds: 60 }, value: 60 });
});

describe("what is behind the origin", () => {
  const lagging = { ...params, max_lag_seconds: 120 };
  const clock = { now: NOON };

  /** Looks once a minute at what the origin and the copy hold by then. */
  async function look(minutes: readonly (readonly [Json, Json])[]) {
    let outcome: Outcome | undefined;
    for (const [index, [first, second]] of minutes.entries()) {
      clock.now = NOON + index * 60_000;
      const previous = outcome?.status !== "errored" ? outcome?.data : undefined;
      outcome = await runCheck(consistency, lagging, {
        ...network(json(first), json(second)),
        clock,
        previous,
      });
    }
    return outcome;
  }

  test("may be, for as long as the lag allows, however old the change that it lacks", async () => {
    expect(
      await look([
        ["v1", "v1"],
        ["v2", "v1"],
        ["v2", "v1"],
      ]),
    ).toMatchObject({ status: "passed", value: 120 });
  });

  test("fails when it stays behind for longer", async () => {
    const outcome = await look([
      ["v1", "v1"],
      ["v2", "v1"],
      ["v2", "v1"],
      ["v2", "v1"],
    ]);

    expect(outcome).toMatchObject({ status: "failed", value: 180 });
  });

  test("fails when it is stuck, although the origin changes with every look", async () => {
    const outcome = await look([
      ["v1", "v1"],
      ["v2", "v1"],
      ["v3", "v1"],
      ["v4", "v1"],
    ]);

    expect(outcome).toMatchObject({ status: "failed", value: 180 });
  });

  test("passes when it follows a minute later, although it never holds the same", async () => {
    const outcome = await look([
      ["v1", "v0"],
      ["v2", "v1"],
      ["v3", "v2"],
      ["v4", "v3"],
      ["v5", "v4"],
    ]);

    expect(outcome).toMatchObject({ status: "passed", value: 60 });
  });

  test("fails when it holds for longer what the origin never held", async () => {
    const outcome = await look([
      ["v1", "v1"],
      ["v1", "x"],
      ["v1", "y"],
      ["v1", "x"],
      ["v1", "x"],
    ]);

    expect(outcome).toMatchObject({ status: "failed", value: 180 });
  });

  test("begins anew once it agrees", async () => {
    const outcome = await look([
      ["v1", "x"],
      ["v1", "x"],
      ["v1", "v1"],
      ["v1", "x"],
      ["v1", "x"],
    ]);

    expect(outcome).toMatchObject({ status: "passed", value: 60 });
  });

  test("passes at once where timestamps are near enough", async () => {
    const day = Date.parse("2026-11-21T00:00:00Z") / 1000;

    expect(await look([[day + 60, day]])).toMatchObject({ status: "passed", value: 60 });
  });

  test("does not fail for timestamps a day apart when the newer has just come", async () => {
    const [old, now] = [NOON / 1000 - 86_400, NOON / 1000 + 60];

    expect(
      await look([
        [old, old],
        [now, old],
      ]),
    ).toMatchObject({ status: "passed", value: 60 });
  });

  test("remembers no more than fifty values", async () => {
    const minutes = Array.from({ length: 70 }, (_, index) => [`v${index}`, "v0"] as const);

    const outcome = await look(minutes);

    expect(Object.keys(JSON.parse(JSON.stringify(outcome)).data.seen)).toHaveLength(50);
  });
});

test("tells long documents apart by a hash", async () => {
  const long = "x".repeat(1000);

  const outcome = await runCheck(consistency, params, network(json([long, 1]), json([long, 2])));

  const [first, second] = Object.values(JSON.parse(JSON.stringify(outcome)).data.values);
  expect(first).toMatchObject({ characters: 1006, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(second).not.toEqual(first);
});

test("refuses one URL, and the same twice", () => {
  expect(() => consistency.configure({ urls: [cdn] })).toThrow("Too small");
  expect(() => consistency.configure({ urls: [cdn, cdn] })).toThrow("expected different URLs");
});
