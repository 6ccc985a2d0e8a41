import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
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

/** Makes everything that a Lookout has in memory and on disk so many hours older, as if it had been away. */
async function age(hours: number, lookout = "shop") {
  const rows = await worker.sql("Lookout", lookout, "SELECT slot, body FROM journal");
  for (const { slot, body } of rows as { slot: number; body: string }[]) {
    const row = JSON.parse(body) as { hours: { opened: number; first_at: number; last_at: number }[] };
    for (const hour of row.hours) {
      hour.opened -= hours * HOUR_MS;
      hour.first_at -= hours * 3600;
      hour.last_at -= hours * 3600;
    }
    const text = JSON.stringify(row).replaceAll("'", "''");
    await worker.sql("Lookout", lookout, `UPDATE journal SET body = '${text}' WHERE slot = ${slot}`);
  }
  await worker.evict("Lookout", lookout);
}

const stored = () =>
  worker.query(
    "SELECT check_key, runs, failed, value_min, value_max, hex(points) AS points FROM hours ORDER BY check_key, opened",
  );
const backlog = () => worker.sql("Lookout", "shop", "SELECT hours FROM backlog ORDER BY id");

test("an hour that is over goes to the database, and leaves nothing behind", async () => {
  await worker.tick();
  stock = 0;
  await refresh();
  await age(2);

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
    await age(hours);
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
