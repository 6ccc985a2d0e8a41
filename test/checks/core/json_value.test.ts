import { expect, test } from "vitest";
import jsonValue from "../../../checks/core/json_value.ts";
import { type FakeRequest, json, runCheck } from "../../fake_host.ts";

const url = "https://shop.example/stats";
const stats = {
  routes: { [`GET ${url}`]: json({ queues: [{ size: 7, state: "open", load: "0.5" }], n: null }) },
};

test("passes, with the value and what was expected, within the bounds", async () => {
  const outcome = await runCheck(jsonValue, { url, path: ".queues.0.size", min: 7, max: 7 }, stats);

  expect(outcome).toEqual({ status: "passed", data: { value: 7, expected: { min: 7, max: 7 } }, value: 7 });
});

test.each([
  [{ path: ".queues.0.size", max: 6 }],
  [{ path: ".queues.0.size", min: 8 }],
  [{ path: ".queues.0.size", equals: "7" }],
  [{ path: ".queues.0.state", one_of: ["closed", "draining"] }],
  [{ path: ".queues.0.size", min: 1, one_of: [6, 8] }],
])("fails %j", async (expectation) => {
  const outcome = await runCheck(jsonValue, { url, ...expectation }, stats);

  expect(outcome.status).toBe("failed");
});

test.each([
  [{ path: ".queues.0.state", equals: "open" }],
  [{ path: ".queues.0.state", one_of: ["closed", "open"] }],
  [{ path: ".queues.0.load", max: 0.5 }],
  [{ path: ".n", equals: null }],
  [{ path: ".queues.0", equals: { state: "open", load: "0.5", size: 7 } }],
])("passes %j", async (expectation) => {
  const outcome = await runCheck(jsonValue, { url, ...expectation }, stats);

  expect(outcome.status).toBe("passed");
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(jsonValue, { url, min: 1 });

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("cannot tell from a value that is not there", async () => {
  const outcome = await runCheck(jsonValue, { url, path: ".queues.1.size", max: 1 }, stats);

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot read https://shop.example/stats: nothing at .queues.1.size" },
  });
});

test("cannot compare a word with a bound", async () => {
  const outcome = await runCheck(jsonValue, { url, path: ".queues.0.state", max: 1 }, stats);

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/not a number/) },
  });
});

test("cannot tell from an error page, though it is JSON", async () => {
  const routes = { [`GET ${url}`]: json({ n: 1 }, { status: 503 }) };

  const outcome = await runCheck(jsonValue, { url, path: ".n", equals: 1 }, { routes });

  expect(outcome).toMatchObject({ status: "errored", error: { message: `Cannot read ${url}: status 503` } });
});

test("sends what it is told to", async () => {
  const sent: unknown[] = [];
  const route = ({ headers, body }: FakeRequest) => {
    sent.push(headers.get("authorization"), body);
    return json(1);
  };
  const params = { url, equals: 1, method: "POST", headers: { authorization: "Bearer s3cr3t" }, body: "{}" };

  await runCheck(jsonValue, params, { routes: { [`POST ${url}`]: route } });

  expect(sent).toEqual(["Bearer s3cr3t", "{}"]);
});

test("shows neither headers nor body among its parameters", () => {
  const params = { url, equals: 1, method: "POST", headers: { authorization: "s3cr3t" }, body: "s3cr3t" };

  expect(jsonValue.configure(params).parameters).toEqual({ url, path: ".", equals: 1, method: "POST" });
});

test("refuses to expect nothing, and a body with GET", () => {
  expect(() => jsonValue.configure({ url })).toThrow("expected at least one of min, max, equals, one_of");
  expect(() => jsonValue.configure({ url, min: 1, body: "{}" })).toThrow("expected no body with GET");
});
