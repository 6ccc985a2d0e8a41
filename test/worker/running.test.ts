import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;
let healthy = true;
const held: ServerResponse[] = [];

beforeAll(async () => {
  target = await startTarget({
    "/fast": (request, response) => json({ ok: healthy }, healthy ? 200 : 503)(request, response),
    "/held": (_request, response) => held.push(response),
    "/hangs": () => {},
  });
  worker = await startWorker(
    `
    [checks.shop.fast]
    description = "Answers at once"
    module = "checks.core.heartbeat"
    ttl = 3600
    params.url = "${target.origin}/fast"

    [checks.slow.held]
    description = "Answers when the test wants"
    module = "checks.core.heartbeat"
    ttl = 3600
    params.url = "${target.origin}/held"

    [checks.stuck.hangs]
    description = "Never answers"
    module = "checks.core.resource_age"
    ttl = 3600
    timeout = 1
    params = { url = "${target.origin}/hangs", max_age_hours = 1 }

    [checks.asked.only]
    description = "Runs when somebody asks"
    module = "checks.core.heartbeat"
    background = false
    params.url = "${target.origin}/fast?asked"
    `,
    { REFRESH_SECRET: "open sesame", TICK_SECONDS: "60" },
  );
});
afterAll(async () => {
  await worker.close();
  await target.close();
});
beforeEach(() => {
  healthy = true;
});

const count = (request: string) => target.requests.filter((one) => one === request).length;
const get = async (path: string) => (await worker.fetch(path)).json() as Promise<Record<string, unknown>>;
const refresh = (path: string, token = "open sesame") =>
  worker.fetch(`${path}/refresh`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
const releaseHeld = () => {
  for (const response of held.splice(0)) json({ released: true })(response.req, response);
};

test("a check that is being run is not run again by ticks, pingers and refreshes: all get its result", async () => {
  const ticks = [worker.tick(), worker.tick()];
  const readers = [get("/checks/slow/held"), get("/checks/slow/held")];
  const refreshing = refresh("/checks/slow/held");
  await expect.poll(() => held.length).toBe(1);

  releaseHeld();
  const [first, second] = await Promise.all(readers);
  const refreshed = await (await refreshing).json();
  await Promise.all(ticks);

  expect(count("GET /held")).toBe(1);
  expect([first, second]).toEqual([
    expect.objectContaining({ status: "passed", data: { released: true } }),
    expect.objectContaining({ status: "passed", data: { released: true } }),
  ]);
  expect(refreshed).toMatchObject({ status: "passed" });
});

test("a tick that repeats runs nothing that is fresh", async () => {
  await worker.tick();
  const before = count("GET /fast");

  await worker.tick();

  expect(count("GET /fast")).toBe(before);
});

test("a check that never ends is ended, and errs with a TimeoutError", async () => {
  const { status, error } = await get("/checks/stuck/hangs");

  expect([status, error]).toEqual([
    "errored",
    { type: "TimeoutError", message: expect.stringContaining("within 1 s") },
  ]);
});

test("the scheduler leaves alone what is only to be run on demand", async () => {
  await worker.tick();
  const before = count("GET /fast?asked");

  const { status } = await get("/checks/asked/only");

  expect([before, status, count("GET /fast?asked")]).toEqual([0, "passed", 1]);
});

test("an object that is evicted has everything again", async () => {
  await worker.tick();
  const before = await get("/checks/shop/fast");
  const requests = target.requests.length;

  await worker.evict("Lookout", "shop");
  await worker.evict("Board", "board");

  expect(await get("/checks/shop/fast")).toEqual(before);
  expect(await get("/board")).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: "fast", status: "passed" })]),
  });
  expect(target.requests.length).toBe(requests);
});

test("a refresh runs the check now, and the board has the new state", async () => {
  await worker.tick();
  healthy = false;

  const response = await refresh("/checks/shop/fast");

  expect([response.status, response.headers.get("cache-control")]).toEqual([503, "no-store"]);
  await expect
    .poll(() => get("/board"))
    .toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ name: "fast", status: "failed" })]),
    });
  expect(await get("/checks/shop/fast")).toMatchObject({ status: "failed" });
});

test("since tells when the status began, not when it was last seen", async () => {
  const one = (await (await refresh("/checks/shop/fast")).json()) as Record<string, string>;
  const other = (await (await refresh("/checks/shop/fast")).json()) as Record<string, string>;

  expect(other.since).toBe(one.since);
  expect(other.datetime).not.toBe(one.datetime);
});

test("a Board that is down loses nothing: the next publication brings it level", async () => {
  await worker.tick();
  await worker.sql("Board", "board", "ALTER TABLE lookouts RENAME TO hidden");
  healthy = false;
  await refresh("/checks/shop/fast");
  expect(await get("/checks/shop/fast")).toMatchObject({ status: "failed" });
  await expect.poll(() => worker.logs()).toContain("Cannot publish to the Board");

  await worker.sql("Board", "board", "ALTER TABLE hidden RENAME TO lookouts");
  await worker.tick();

  expect(await get("/board")).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: "fast", status: "failed" })]),
  });
});

test.each([
  ["a wrong secret in the query", "/checks/shop/fast?refresh=guess", "GET", undefined, 400],
  ["an empty secret in the query", "/checks/shop/fast?refresh=", "GET", undefined, 400],
  ["no token", "/checks/shop/fast/refresh", "POST", undefined, 401],
  ["a wrong token", "/checks/shop/fast/refresh", "POST", "Bearer guess", 401],
])("a refresh with %s is refused and runs nothing", async (_what, path, method, authorization, status) => {
  const before = target.requests.length;

  const response = await worker.fetch(path, { method, headers: authorization ? { authorization } : {} });

  expect([response.status, target.requests.length]).toEqual([status, before]);
});

test("the original's way to refresh works: the secret in the query", async () => {
  const before = count("GET /fast");

  const response = await worker.fetch("/checks/shop/fast?refresh=open%20sesame");

  expect([response.status, count("GET /fast")]).toEqual([200, before + 1]);
});
