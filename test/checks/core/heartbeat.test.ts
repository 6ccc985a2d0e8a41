import { expect, test } from "vitest";
import heartbeat from "../../../checks/core/heartbeat.ts";
import { json, runCheck } from "../../fake_host.ts";

const url = "https://shop.example/__heartbeat__";

test("passes, with the body, on a 200", async () => {
  const routes = { [`GET ${url}`]: json({ database: true }) };

  const outcome = await runCheck(heartbeat, { url }, { routes });

  expect(outcome).toEqual({ status: "passed", data: { database: true }, value: null });
});

test("fails, still with the body, on a 503", async () => {
  const routes = { [`GET ${url}`]: json({ database: false }, { status: 503 }) };

  const outcome = await runCheck(heartbeat, { url }, { routes });

  expect(outcome).toMatchObject({ status: "failed", data: { database: false } });
});

test("fails, with the reason, when the server cannot be reached", async () => {
  const outcome = await runCheck(heartbeat, { url });

  expect(outcome).toMatchObject({ status: "failed", data: `Cannot reach ${url}: connect ECONNREFUSED` });
});

test("fails, with the reason, when the server answers too late", async () => {
  const routes = { [`GET ${url}`]: () => new Promise<Response>(() => {}) };

  const outcome = await runCheck(heartbeat, { url }, { routes, http: { timeoutMs: 5 } });

  expect(outcome).toMatchObject({ status: "failed", data: `Cannot reach ${url}: no answer in 5 ms` });
});

test("fails, with the reason, on a redirect loop", async () => {
  const routes = { [`GET ${url}`]: new Response(null, { status: 302, headers: { location: url } }) };

  const outcome = await runCheck(heartbeat, { url }, { routes });

  expect(outcome).toMatchObject({ status: "failed", data: `Cannot reach ${url}: more than 10 redirects` });
});

test("cannot tell where the URL may not be asked", async () => {
  const outcome = await runCheck(heartbeat, { url: "http://169.254.169.254/" });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot request http://169.254.169.254/: cloud metadata services are never asked" },
  });
});

test("cannot tell of a body without end", async () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(2 ** 20)) }));

  const outcome = await runCheck(heartbeat, { url }, { routes: { [`GET ${url}`]: endless } });

  expect(outcome).toMatchObject({ status: "errored", error: { type: "RangeError" } });
});

test("passes on another status where that is expected", async () => {
  const routes = { [`GET ${url}`]: new Response("<error/>", { status: 403 }) };

  const outcome = await runCheck(heartbeat, { url, expected_status: 403 }, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: "<error/>" });
});

test.each([
  ["JSON of a vendor", "application/vnd.api+json", '{"a":1}', { a: 1 }],
  ["JSON with a charset", "application/json; charset=utf-8", "[1]", [1]],
  ["the JSON null", "application/json", "null", null],
  ["no JSON at all as null", "application/json", "", null],
  ["broken JSON as text", "application/json", "{oops", "{oops"],
  ["a number that no JSON can hold as text", "application/json", "1e999", "1e999"],
  ["text that looks like JSON as text", "text/plain", "[1]", "[1]"],
])("shows %s", async (_, type, body, data) => {
  const routes = { [`GET ${url}`]: new Response(body, { headers: { "content-type": type } }) };

  const outcome = await runCheck(heartbeat, { url }, { routes });

  expect(outcome).toMatchObject({ status: "passed", data });
});

test("shows a body without Content-Type, and not of UTF-8, as text", async () => {
  const routes = { [`GET ${url}`]: new Response(Uint8Array.of(0x63, 0x61, 0x66, 0xe9)) };

  const outcome = await runCheck(heartbeat, { url }, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: "caf\ufffd" });
});
