import type { RequestListener } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const KEY = "canary-bugzilla-key";

let target: TargetServer;
let worker: WorkerUnderTest | undefined;
let tracker: RequestListener;
let keys: unknown[];

beforeEach(async () => {
  tracker = json({ bugs: [bug()] });
  keys = [];
  target = await startTarget({
    "/ok": json({}),
    "/down": json({}, 500),
    "/rest/bug": (request, response) => {
      keys.push(request.headers["x-bugzilla-api-key"]);
      tracker(request, response);
    },
    "/repos/acme/shop": json({ private: false }),
    "/repos/acme/shop/issues": json([issue()]),
  });
});
afterEach(async () => {
  await worker?.close();
  await target.close();
});

async function start(more = "", variables: Record<string, string> = {}): Promise<WorkerUnderTest> {
  worker = await startWorker(
    `
    [checks.shop.home]
    description = "The shop answers"
    module = "checks.core.heartbeat"
    after = 1
    params.url = "${target.origin}/down"
    [checks.shop.cart]
    description = "The cart answers"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/ok"
    ${more}
    `,
    {
      SERVICE_NAME: "shop",
      ENV_NAME: "test",
      BUGTRACKER_URL: target.origin,
      BUGTRACKER_API_KEY: KEY,
      BUGTRACKER_TTL: "1",
      REFRESH_SECRET: "open sesame",
      ...variables,
    },
  );
  return worker;
}

const bug = (given: object = {}) => ({
  id: 7,
  summary: "It is slow",
  status: "RESOLVED",
  resolution: "FIXED",
  is_open: false,
  whiteboard: "[shop test] [shop/home]",
  groups: [],
  last_change_time: "2020-01-01T00:00:00Z",
  ...given,
});
const issue = () => ({
  number: 8,
  title: "Down again",
  state: "open",
  labels: [{ name: "known issue" }],
  body: "See shop/home",
  html_url: "https://github.com/acme/shop/issues/8",
  updated_at: "2020-01-01T00:00:00Z",
});
const answer = async ({ fetch }: WorkerUnderTest, check = "home") =>
  (await (await fetch(`/checks/shop/${check}`)).json()) as Record<string, unknown>;
const buglist = async (own: WorkerUnderTest, check?: string) => (await answer(own, check)).buglist;

test("a check's answer and its project's list hold its bugs, with a hint", async () => {
  const own = await start();

  await own.tick();

  const expected = [
    {
      id: 7,
      summary: "It is slow",
      open: false,
      status: "RESOLVED",
      last_update: "2020-01-01T00:00:00Z",
      heat: "cold",
      url: `${target.origin}/7`,
      hint: "regression of 7?",
    },
  ];
  await expect.poll(() => buglist(own), { timeout: 15_000 }).toEqual(expected);
  expect(await (await own.fetch("/checks/shop")).json()).toMatchObject([
    { name: "home", buglist: expected, buglist_as_of: expect.any(String), buglist_note: "" },
    { name: "cart", buglist: [] },
  ]);
  expect(keys[0]).toBe(KEY);
});

test("the tracker is asked once for all checks, and again when its answer is old", async () => {
  const own = await start("", { BUGTRACKER_TTL: "3600" });
  const asked = () => target.requests.filter((request) => request.startsWith("GET /rest/bug"));

  await own.tick();
  await own.tick();
  await own.evict("Board", "board");
  await own.tick();

  expect(asked()).toEqual([expect.stringContaining("whiteboard=shop+test")]);
  await own.sql("Board", "board", "UPDATE known_issues SET tried_at = tried_at - 3600000");
  await own.evict("Board", "board");
  await own.tick();
  expect(asked()).toHaveLength(2);
});

test.each<[string, RequestListener, string]>([
  ["HTML", (_, response) => response.end("<html>Sign in</html>"), "it is not what was expected"],
  ["a 500", json({}, 500), "it has status 500"],
  ["a 401", json({}, 401), "it has status 401"],
  ["no answer", (request) => request.socket.destroy(), "Cannot"],
])("what is known outlasts a tracker that answers with %s, and its age is shown", async (_, fault, why) => {
  const own = await start();
  await own.tick();
  const known = await answer(own);

  tracker = fault;
  await own.sql("Board", "board", "UPDATE known_issues SET tried_at = 0");
  await own.evict("Board", "board");
  await own.tick();

  const row = await own.sql("Board", "board", "SELECT note FROM known_issues");
  expect(row).toEqual([{ note: expect.stringContaining(why) }]);
  await expect
    .poll(() => answer(own), { timeout: 15_000 })
    .toMatchObject({
      buglist: [{ id: 7 }],
      buglist_as_of: known.buglist_as_of,
      buglist_note: expect.stringContaining(why),
    });
});

test("a tracker that never answers holds up neither results nor pings", async () => {
  tracker = () => {};
  const own = await start("", { REQUESTS_TIMEOUT_SECONDS: "2" });

  const ticking = own.tick();
  await expect.poll(() => keys.length, { timeout: 10_000 }).toBe(1);
  const asked = Date.now();
  const found = await answer(own);

  expect(found).toMatchObject({ status: "failed", buglist: [] });
  expect(Date.now() - asked).toBeLessThan(1_500);
  await ticking;
});

test("hostile summaries are cut, and are text", async () => {
  const summary = `<script>alert(1)</script>"'${"<b>x".repeat(16_384)}`;
  tracker = json({ bugs: [bug({ summary })] });
  const own = await start();

  await own.tick();

  await expect.poll(() => buglist(own), { timeout: 15_000 }).toHaveLength(1);
  const [{ summary: shown }] = (await buglist(own)) as [{ summary: string }];
  expect(shown).toBe(`${summary.slice(0, 199)}…`);
});

test("of 50,000 bugs those that changed last are kept, and it is said", async () => {
  const many = Array.from({ length: 50_000 }, (_, id) => bug({ id }));
  tracker = (request, response) => {
    const { searchParams } = new URL(request.url ?? "", target.origin);
    const [limit, offset] = ["limit", "offset"].map((name) => Number(searchParams.get(name)));
    json({ bugs: many.slice(offset, (offset ?? 0) + (limit ?? 0)) })(request, response);
  };
  const own = await start();

  await own.tick();

  await expect
    .poll(() => answer(own), { timeout: 15_000 })
    .toMatchObject({ buglist_note: expect.stringContaining("more issues than are read") });
  expect(await buglist(own)).toHaveLength(1_000);
});

test("50,000 bugs at once are too many, and it is said", async () => {
  tracker = json({ bugs: Array.from({ length: 50_000 }, (_, id) => bug({ id })) });
  const own = await start();

  await own.tick();

  await expect
    .poll(() => answer(own), { timeout: 15_000 })
    .toMatchObject({ buglist: [], buglist_note: expect.stringContaining("the body exceeds 8 MiB") });
});

test("an incident knows the bugs that were linked when it began", async () => {
  const own = await start("", { BUGTRACKER_TTL: "3600" });
  await own.tick();

  await own.sql("Board", "board", "DELETE FROM incidents");
  await own.evict("Board", "board");
  await own.tick();

  const incidents = await own.fetch("/incidents");
  expect(JSON.stringify(await incidents.json())).toContain(`${target.origin}/7`);
});

test("GitHub's issues are linked as well", async () => {
  const own = await start(
    '[known_issues]\ntracker = "github"\nrepository = "acme/shop"\nlabel = "known issue"',
    {
      REQUESTS_ORIGINS: JSON.stringify({ "https://api.github.com": target.origin }),
    },
  );

  await own.tick();

  await expect
    .poll(() => buglist(own), { timeout: 15_000 })
    .toMatchObject([{ id: 8, summary: "Down again", status: "open" }]);
});

test("the tracker's key is in no answer and no log", async () => {
  tracker = (request, response) =>
    json({ bugs: [bug({ summary: `key ${request.headers["x-bugzilla-api-key"]}` })] })(request, response);
  const own = await start();

  await own.tick();
  await expect.poll(() => buglist(own), { timeout: 15_000 }).toHaveLength(1);

  expect(JSON.stringify(await answer(own))).not.toContain(KEY);
  expect(own.logs()).not.toContain(KEY);
});
