import { expect, test } from "vitest";
import consistency from "../../../checks/core/consistency.ts";
import { json, type Route, runCheck } from "../../fake_host.ts";

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

test("cannot tell the lag of what is no timestamp", async () => {
  const outcome = await runCheck(
    consistency,
    { ...params, path: ".t", max_lag_seconds: 1 },
    network(json({ t: "a" }), json({ t: "b" })),
  );

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: `Cannot compare what ${origin} holds at .t: not a timestamp` },
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
