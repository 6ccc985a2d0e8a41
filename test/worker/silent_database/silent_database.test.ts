import { afterAll, beforeAll, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../../target_server.ts";
import { age } from "../age.ts";
import { type Surroundings, startWorker, type WorkerUnderTest } from "../harness.ts";

const REAL = {
  binding: "REAL",
  database_name: "poucave",
  database_id: "00000000-0000-0000-0000-000000000000",
};

// The Worker asks the Worker beside this file, which asks the database.
const SURROUNDINGS: Surroundings = {
  bindings: {
    d1_databases: [{ ...REAL, migrations_dir: "src/worker/migrations" }],
    services: [{ binding: "DB", service: "silent-database" }],
  },
  others: [
    {
      name: "silent-database",
      main: "test/worker/silent_database/worker.ts",
      compatibility_date: "2026-10-20",
      d1_databases: [REAL],
    },
  ],
  database: "REAL",
};

let target: TargetServer;
let worker: WorkerUnderTest;

beforeAll(async () => {
  target = await startTarget({ "/": json({ open: true }) });
  const config = `
    [checks.shop.door]
    description = "The door is open"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/"`;
  worker = await startWorker(config, { HISTORY_DAYS: "7" }, SURROUNDINGS);
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

const tell = (how: "silent" | "answering") => worker.tell("silent-database", `/${how}`);

async function backlogHours(): Promise<number> {
  const { details } = (await (await worker.fetch("/__heartbeat__")).json()) as {
    details: { history: { backlog_hours: number } };
  };
  return details.history.backlog_hours;
}

test("a database that never answers holds up no tick and no pinger, and gets its hours later", async () => {
  await worker.tick();
  await age(worker, "shop", 2);
  await tell("silent");

  const began = performance.now();
  await worker.tick();
  const door = await worker.fetch("/checks/shop/door");
  const took = performance.now() - began;
  await expect.poll(worker.logs, { timeout: 20_000 }).toContain("no answer within 10 s");
  const waiting = await backlogHours();
  await tell("answering");
  await worker.tick();

  expect([door.status, took < 5_000, waiting]).toEqual([200, true, 1]);
  await expect.poll(backlogHours, { timeout: 20_000 }).toBe(0);
  const stored = await worker.query("SELECT check_key, runs FROM hours");
  expect(stored).toEqual([{ check_key: "shop/door", runs: 1 }]);
});
