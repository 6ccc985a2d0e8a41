import { afterAll, beforeAll, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;

beforeAll(async () => {
  target = await startTarget({ "/ok": json("fine") });
});
afterAll(() => target.close());

async function withWorker<T>(config: string, use: (worker: WorkerUnderTest) => Promise<T>): Promise<T> {
  const worker = await startWorker(config);
  try {
    return await use(worker);
  } finally {
    await worker.close();
  }
}

test("bad entries are errored checks that say what is wrong; the others run", async () => {
  const config = `
    [checks.shop.good]
    description = "Fine"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/ok"

    [checks.shop.unset]
    description = "Its variable has no value"
    module = "checks.core.heartbeat"
    params.url = "https://\${NOWHERE}/"

    [checks.shop.type]
    description = "Its number is none"
    module = "checks.core.latency"
    params = { url = "${target.origin}/ok", max_milliseconds = "soon" }
  `;

  const [list, heartbeat] = await withWorker(config, async (worker) => [
    await (await worker.fetch("/checks/shop")).json(),
    (await worker.fetch("/__heartbeat__")).status,
  ]);

  expect(list).toMatchObject([
    { status: "passed" },
    { status: "errored", error: { message: expect.stringContaining("NOWHERE") } },
    { status: "errored", error: { message: expect.stringContaining("max_milliseconds") } },
  ]);
  expect(heartbeat).toBe(503);
});

test("a text that is not TOML is told by its line, and everything else answers", async () => {
  const document = await withWorker("[checks.shop\n", async (worker) => {
    await worker.tick();
    return await (await worker.fetch("/board")).json();
  });

  expect(document).toMatchObject({
    checks: [],
    problems: [expect.stringMatching(/^config\.toml:1:\d+: not TOML/)],
  });
});
