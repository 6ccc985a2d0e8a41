import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

// More than a Lookout runs at a time.
const CHECKS = 30;

let target: TargetServer;
let worker: WorkerUnderTest;
const held: ServerResponse[] = [];

beforeAll(async () => {
  target = await startTarget({ "/many": (_request, response) => held.push(response) });
  const entry = (index: number) => `
    [checks.many.check-${index}]
    description = "One of many"
    module = "checks.core.heartbeat"
    ttl = 3600
    params.url = "${target.origin}/many?${index}"`;
  worker = await startWorker(Array.from({ length: CHECKS }, (_, index) => entry(index)).join("\n"));
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

test("a check that waits for its turn in a tick runs once, whoever else asks for it", async () => {
  const ticks = [worker.tick(), worker.tick()];
  await expect.poll(() => held.length).toBe(6);
  const reader = worker.fetch("/checks/many/check-29");

  let finished = false;
  const all = Promise.all([...ticks, reader]).finally(() => {
    finished = true;
  });
  await expect
    .poll(() => {
      for (const response of held.splice(0)) json("fine")(response.req, response);
      return finished;
    })
    .toBe(true);
  await all;

  const asked = target.requests.filter((request) => request.startsWith("GET /many"));
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
  expect(asked).toHaveLength(CHECKS);
});
