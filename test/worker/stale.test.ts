import { afterAll, beforeAll, expect, test } from "vitest";
import { IncidentsAnswer } from "../../src/incidents/incident_answer.ts";
import { recordOf } from "../../src/record.ts";
import { briefOf } from "../../src/show/brief.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const MINUTE = 60_000;
let worker: WorkerUnderTest;

beforeAll(async () => {
  worker = await startWorker(`
    [agents.vpn]
    token_hashes = ["${"0".repeat(64)}"]

    [checks.shop.silent]
    description = "Is run by an agent that says nothing any more"
    module = "checks.core.heartbeat"
    agent = "vpn"
    params.url = "http://127.0.0.1:9/"

    [checks.shop.asked]
    description = "Runs when somebody asks"
    module = "checks.core.heartbeat"
    background = false
    params.url = "http://127.0.0.1:9/"
  `);
});
afterAll(async () => {
  await worker.close();
});

const passed = (startedAt: number) => {
  const outcome = { status: "passed" as const, data: null, value: null };
  return briefOf(recordOf({ outcome, startedAt, durationMs: 0 }, undefined));
};
const publish = (number: number, startedAt: number) =>
  worker.publish({
    lookout: "shop",
    number,
    briefs: { "shop/silent": passed(startedAt), "shop/asked": passed(startedAt) },
    counters: { runs: 1, failed: 0, errored: 0, rows_written: 0 },
    backlog: { hours: 0, oldest: null },
  });
const incidents = async () => {
  const response = await worker.fetch("/incidents");
  return IncidentsAnswer.parse(await response.json()).incidents;
};

test("silence is an incident, since the last result became too old, until the next one", async () => {
  const longAgo = Date.now() - 10 * MINUTE;
  await publish(1_000, longAgo);

  await worker.tick();
  const firstTick = await incidents();
  await worker.tick();
  const open = await incidents();
  const now = Date.now();
  await publish(1_001, now);
  const closed = await incidents();

  // The scheduler was away: results are on their way.
  expect(firstTick).toEqual([]);
  const start = new Date(longAgo + 3 * MINUTE).toISOString();
  expect(open).toEqual([expect.objectContaining({ check: "silent", ailment: "stale", start, end: null })]);
  expect(closed).toEqual([expect.objectContaining({ id: open[0]?.id, end: new Date(now).toISOString() })]);
});
