import { afterEach, beforeEach, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../../target_server.ts";
import { age } from "../age.ts";
import { startWorker, type WorkerUnderTest } from "../harness.ts";

const HOUR_MS = 3_600_000;
const FAULT =
  "CREATE TRIGGER fault BEFORE INSERT ON hours BEGIN SELECT RAISE(ABORT, 'D1 is overloaded'); END";

let target: TargetServer;
let worker: WorkerUnderTest;

beforeEach(async () => {
  target = await startTarget({ "/": json({ open: true }) });
  const config = `
    [checks.shop.door]
    description = "The door is open"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/"`;
  worker = await startWorker(config, {}, { bindings: { main: "test/worker/alarm/worker.ts" } });
  await worker.tick();
});
afterEach(async () => {
  await worker.close();
  await target.close();
});

const shop = () => worker.lookout("shop");
const stored = () => worker.query("SELECT check_key, runs FROM hours");
const alarmAt = async () => (await shop()).alarmAt();

async function ring(): Promise<void> {
  await (await shop()).ringNow();
}

test("a Lookout that no tick comes to any more is woken after the end of the hour", async () => {
  const endOfHour = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;

  const at = await alarmAt();

  expect([endOfHour, endOfHour + HOUR_MS]).toContain((at ?? 0) - 10 * 60_000);
});

test("the alarm hands over what is over, and is not set again", async () => {
  await age(worker, "shop", 2);

  await ring();

  await expect.poll(stored).toEqual([{ check_key: "shop/door", runs: 1 }]);
  await expect.poll(alarmAt).toBe(null);
});

test("the alarm rings again while the database is away", async () => {
  await worker.query(FAULT);
  await age(worker, "shop", 2);

  await ring();

  await expect.poll(worker.logs).toContain("Cannot store history");
  await expect.poll(alarmAt).toBeGreaterThan(Date.now() + 9 * 60_000);
  await worker.query("DROP TRIGGER fault");
  await ring();
  await expect.poll(stored).toEqual([{ check_key: "shop/door", runs: 1 }]);
});
