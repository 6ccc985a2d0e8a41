import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { HistoryDocument } from "../../src/history/history_document.ts";
import { Hour } from "../../src/history/hour.ts";
import { insertHours, minutesOf } from "../observation_of.ts";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { age } from "./age.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;
let stock = 7;

const CONFIG = (origin: string) => `
  [checks.shop.stock]
  description = "There is something to sell"
  module = "checks.core.heartbeat"
  plot = ".stock"
  params.url = "${origin}/stock"

  [checks.shop.door]
  description = "The door is open"
  module = "checks.core.heartbeat"
  params.url = "${origin}/door"
`;

beforeAll(async () => {
  target = await startTarget({
    "/stock": (request, response) => json({ stock }, stock > 0 ? 200 : 503)(request, response),
    "/door": json({ open: true }),
  });
});
afterAll(() => target.close());
beforeEach(async () => {
  stock = 7;
  worker = await startWorker(CONFIG(target.origin), { REFRESH_SECRET: "open sesame", HISTORY_DAYS: "7" });
});
afterEach(() => worker.close());

const HOUR_MS = 3_600_000;

const refresh = (check = "shop/stock") =>
  worker.fetch(`/checks/${check}/refresh`, {
    method: "POST",
    headers: { authorization: "Bearer open sesame" },
  });

const get = async (path: string) => {
  const response = await worker.fetch(path);
  return { status: response.status, body: (await response.json()) as HistoryDocument };
};

/** Stores hours of a check that runs each minute, up to the last hour that is over. */
async function storeDays(days: number) {
  const hours = minutesOf("shop/stock", { hours: days * 24, now: Date.now() });
  const sql = insertHours(Object.keys(Hour.shape));
  for (let first = 0; first < hours.length; first += 500) {
    await worker.query(sql, JSON.stringify(hours.slice(first, first + 500)));
  }
}

const stored = () =>
  worker.query(
    "SELECT check_key, runs, failed, value_min, value_max, hex(points) AS points FROM hours ORDER BY check_key, opened",
  );
const backlog = () => worker.sql("Lookout", "shop", "SELECT hours FROM backlog ORDER BY id");

test("a Lookout of which no check is configured any more hands over its last hour when it is woken", async () => {
  await refresh();
  await age(worker, "shop", 2);
  await worker.reconfigure(CONFIG(target.origin).replaceAll("checks.shop", "checks.other"));

  await (await worker.lookout("shop")).tick();

  await expect.poll(stored).toMatchObject([{ check_key: "shop/stock", runs: 1 }]);
});

test("an hour that is over goes to the database, and leaves nothing behind", async () => {
  await worker.tick();
  stock = 0;
  await refresh();
  await age(worker, "shop", 2);

  await worker.tick();

  await expect.poll(stored).toMatchObject([
    { check_key: "shop/door", runs: 1, failed: 0, value_min: null },
    { check_key: "shop/stock", runs: 2, failed: 1, value_min: 0, value_max: 7 },
  ]);
  await expect.poll(backlog).toEqual([]);
});

test("an hour that lasts stays in the Lookout", async () => {
  await worker.tick();
  await worker.tick();

  expect(await stored()).toEqual([]);
});

test("the database being away for hours loses nothing, and stores nothing twice", async () => {
  await worker.query("ALTER TABLE hours RENAME TO hidden");
  for (const hours of [2, 2, 2]) {
    await refresh();
    await age(worker, "shop", hours);
    await worker.tick();
    await expect.poll(() => worker.logs()).toContain("Cannot store history");
  }
  const waiting = await backlog();
  await worker.restart();

  await worker.query("ALTER TABLE hidden RENAME TO hours");
  await worker.tick();

  await expect.poll(backlog).toEqual([]);
  const runs = (await stored()).filter(({ check_key }) => check_key === "shop/stock").map((row) => row.runs);
  expect([waiting.length, runs]).toEqual([3, [1, 1, 1]]);
});

test.each([
  ["answers that it is overloaded", "SELECT RAISE(ABORT, 'D1 DB is overloaded. Too many requests queued.')"],
  ["is full", "SELECT RAISE(ABORT, 'Exceeded maximum DB size')"],
])("a database that %s is tried again, and loses nothing", async (_what, fault) => {
  await worker.query(`CREATE TRIGGER fault BEFORE INSERT ON hours BEGIN ${fault}; END`);
  await refresh();
  await age(worker, "shop", 2);
  await worker.tick();
  await expect.poll(() => worker.logs()).toContain("Cannot store history");
  const waiting = await backlog();
  const { status } = await get("/checks/shop/stock");

  await worker.query("DROP TRIGGER fault");
  await worker.tick();

  await expect.poll(backlog).toEqual([]);
  expect([waiting.length, status, (await stored()).length]).toEqual([1, 200, 1]);
});

test("an hour that the database refuses for good holds up no other", async () => {
  const refused = "WHEN NEW.value_max = 13 BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END";
  await worker.query(`CREATE TRIGGER fault BEFORE INSERT ON hours ${refused}`);
  stock = 13;
  await refresh();
  await age(worker, "shop", 4);
  await worker.tick();
  stock = 7;
  await refresh();
  await age(worker, "shop", 2);

  await worker.tick();

  await expect
    .poll(stored)
    .toContainEqual(expect.objectContaining({ check_key: "shop/stock", value_max: 7 }));
  expect(await backlog()).toEqual([{ hours: 1 }]);
});

test("a database that takes its time has every hour in the end, and once", async () => {
  const slow =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n";
  await worker.query(`CREATE TRIGGER fault BEFORE INSERT ON hours BEGIN ${slow}; END`);
  await refresh();
  await age(worker, "shop", 2);

  await Promise.all([worker.tick(), worker.tick()]);

  await expect.poll(backlog, { timeout: 20_000 }).toEqual([]);
  expect((await stored()).map((row) => row.runs)).toEqual([1]);
});

test("the history endpoint joins what is stored and what is not, also while the check fails", async () => {
  await refresh();
  await age(worker, "shop", 3);
  await worker.tick();
  await expect.poll(backlog).toEqual([]);
  stock = 0;
  await refresh();

  const { status, body } = await get("/checks/shop/stock/history");

  expect(status).toBe(200);
  expect(body).toMatchObject({ project: "shop", name: "stock", step: null, partial: false, changes: [] });
  expect(body.points.map(([, state, value]) => [state, value])).toEqual([
    [0, 7],
    [1, 0],
  ]);
  // Before the first result, and from where it became stale to the second.
  expect(body.gaps).toHaveLength(2);
});

test("without the database the history is what the Lookout has, and says that it is partial", async () => {
  await refresh();
  await worker.query("DROP TABLE hours");

  const { status, body } = await get("/checks/shop/stock/history");

  expect([status, body.partial, body.points.length]).toEqual([200, true, 1]);
});

test("the history of a check that has none yet is empty, and unobserved", async () => {
  const { status, body } = await get("/checks/shop/door/history");

  expect([status, body.points, body.uptime.unobserved, body.uptime.ratio]).toEqual([200, [], 86_400, null]);
});

test("a query that asks for the impossible is told what is expected", async () => {
  const response = await worker.fetch("/checks/shop/stock/history?points=1e9");

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'Cannot show "1e9" points: expected a whole number from 2 to 2000',
  });
});

test("results of a maintenance window count as such, and not in uptime", async () => {
  const headers = { authorization: "Bearer open sesame", "content-type": "application/json" };
  const begun = await worker.fetch("/maintenance", {
    method: "POST",
    headers,
    body: JSON.stringify({ project: "shop", minutes: 60, reason: "new shelves" }),
  });
  expect(begun.ok, await begun.text()).toBe(true);
  await worker.tick();
  stock = 0;
  await refresh();

  const { body } = await get("/checks/shop/stock/history");

  expect(body.points.map(([, state]) => state).at(-1)).toBe(4);
  expect([body.uptime.failed, body.uptime.ratio]).toEqual([0, null]);
});

test("a check under a new name keeps its history, and a plot can show that its parameters changed", async () => {
  await refresh();
  await age(worker, "shop", 3);
  await worker.tick();
  await expect.poll(backlog).toEqual([]);
  const renamed = CONFIG(target.origin)
    .replace('/stock"', '/stock"\n  params.expected_status = 201')
    .replace("[checks.shop.stock]", '[checks.store.goods]\n  formerly = "shop/stock"');

  await worker.reconfigure(renamed);
  await refresh("store/goods");
  const { body } = await get("/checks/store/goods/history");

  expect(body.points.map(([, , value]) => value)).toEqual([7, 7]);
  expect(body.changes).toEqual([body.points[1]?.[0]]);
});

test("a Lookout that ends in the middle of an hour goes on with that hour", async () => {
  await refresh();
  await worker.restart();
  await refresh();
  await age(worker, "shop", 2);

  await worker.tick();

  await expect.poll(stored).toMatchObject([{ check_key: "shop/stock", runs: 2 }]);
});

test("an hour that is flushed again, and a runtime that ends before it heard of the first time, change nothing", async () => {
  await refresh();
  await age(worker, "shop", 2);
  await worker.query("ALTER TABLE hours RENAME TO hidden");
  await worker.tick();
  await expect.poll(() => worker.logs()).toContain("Cannot store history");
  const [waiting] = (await worker.sql("Lookout", "shop", "SELECT body FROM backlog")) as { body: string }[];
  await worker.query("ALTER TABLE hidden RENAME TO hours");
  await worker.tick();
  await expect.poll(backlog).toEqual([]);
  const before = await stored();

  const body = (waiting?.body ?? "").replaceAll("'", "''");
  await worker.sql("Lookout", "shop", `INSERT INTO backlog (hours, opened, body) VALUES (1, 0, '${body}')`);
  await worker.restart();
  await worker.tick();

  await expect.poll(backlog).toEqual([]);
  expect(await stored()).toEqual(before);
});

test("what waits for the database is told in the heartbeat and the metrics, and is no fault of its own", async () => {
  await refresh();
  await age(worker, "shop", 2);
  await worker.query("ALTER TABLE hours RENAME TO hidden");
  await worker.tick();
  await expect.poll(() => worker.logs()).toContain("Cannot store history");
  await refresh();

  const heartbeat = await worker.fetch("/__heartbeat__");
  const metrics = await (await worker.fetch("/__metrics__")).text();

  expect(heartbeat.status).toBe(200);
  expect(await heartbeat.json()).toMatchObject({ details: { history: { backlog_hours: 1 } } });
  expect(metrics).toContain('poucave_history_backlog_rows{lookout="shop"} 1\n');
});

test("90 days at a run a minute are read from at most 2,200 rows, and told in at most 30 KB", async () => {
  await storeDays(90);
  const from = Math.floor(Date.now() / 1000) - 90 * 86_400;

  const response = await worker.fetch(`/checks/shop/stock/history?from=${from}`);

  const text = await response.text();
  const { bands, uptime } = JSON.parse(text) as HistoryDocument;
  const rows = Number(/(\d+) rows read/.exec(response.headers.get("server-timing") ?? "")?.[1]);
  expect(rows).toBeGreaterThan(2_100);
  expect(rows).toBeLessThanOrEqual(2_200);
  expect(text.length).toBeLessThanOrEqual(30 * 1024);
  // One run in a thousand fails, and each peak is still there.
  expect(Math.max(...bands.map(([, , , max]) => max ?? 0))).toBe(300);
  expect(uptime.ratio).toBeCloseTo(0.999, 3);
});

test("the history in a check's answer comes from memory: first unknown, then there", async () => {
  await refresh();

  const first = (await (await worker.fetch("/checks/shop/stock")).json()) as { history: unknown };

  expect([null, expect.anything()]).toContainEqual(first.history);
  await expect
    .poll(
      async () => ((await (await worker.fetch("/checks/shop/stock")).json()) as { history: unknown }).history,
    )
    .toEqual([{ t: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/), success: true, scalar: 7 }]);
});

test("points go after 30 days and hours after 13 months, of checks that are no longer configured too", async () => {
  const now = Date.now();
  const [hour] = minutesOf("gone/check", { hours: 1, now });
  const back = [1, 29, 31, 395, 397, 1000].map((days) => ({ ...hour, opened: now - days * 24 * HOUR_MS }));
  await worker.query(insertHours(Object.keys(Hour.shape)), JSON.stringify(back));

  await worker.tick();

  const left = await worker.query("SELECT points IS NOT NULL AS kept FROM hours ORDER BY opened DESC");
  expect(left.map(({ kept }) => kept)).toEqual([1, 1, 0, 0]);
});
