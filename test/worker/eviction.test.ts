import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;
const held: ServerResponse[] = [];

beforeAll(async () => {
  target = await startTarget({
    "/fast": json("fine"),
    "/held": (_request, response) => held.push(response),
  });
  worker = await startWorker(`
    [checks.shop.fast]
    description = "Answers at once"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/fast"

    [checks.shop.held]
    description = "Answers when the test wants"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/held"
  `);
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

test("a runtime that ends in mid-tick leaves no false state: the next tick runs what was not stored", async () => {
  const interrupted = worker.tick().catch(() => "ended");
  await expect.poll(() => held.length).toBe(1);

  await worker.restart();
  expect(await interrupted).toBe("ended");
  const board = (await (await worker.fetch("/board")).json()) as { checks: { status: string }[] };
  const next = worker.tick();
  await expect.poll(() => held.length).toBe(2);
  for (const response of held) response.end("late");
  await next;
  const after = (await (await worker.fetch("/board")).json()) as { checks: { status: string }[] };

  for (const { status } of board.checks) expect(["passed", "pending"]).toContain(status);
  expect(after.checks.map(({ status }) => status)).toEqual(["passed", "passed"]);
});
