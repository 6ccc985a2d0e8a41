import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;

beforeAll(async () => {
  target = await startTarget({ "/ok": json({ users: 12 }) });
  worker = await startWorker(
    `
    [checks.shop.users]
    description = "Somebody is there"
    module = "checks.core.heartbeat"
    plot = ".users"
    params.url = "${target.origin}/ok"
    `,
    { SOURCE_URL: "https://git.example.com/poucave", SERVICE_NAME: "shop", ENV_NAME: "test" },
  );
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

const get = async (path: string) => {
  const response = await worker.fetch(path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe("Dockerflow", () => {
  test("the load balancer's heartbeat needs nothing", async () => {
    expect(await get("/__lbheartbeat__")).toEqual({ status: 200, body: {} });
  });

  test("the version says where the source is", async () => {
    expect(await get("/__version__")).toMatchObject({
      status: 200,
      body: { source: "https://git.example.com/poucave", version: expect.stringMatching(/^\d/) },
    });
  });

  test("the heartbeat is 503 until the scheduler has run, then 200", async () => {
    const before = await get("/__heartbeat__");
    await worker.tick();
    const after = await get("/__heartbeat__");

    expect(before).toMatchObject({ status: 503, body: { checks: { scheduler: "never ran" } } });
    expect(after).toEqual({
      status: 200,
      body: {
        status: "ok",
        checks: { scheduler: "ok", database: "ok", configuration: "ok" },
        details: {
          configuration: [],
          notifications: [],
          history: { backlog_hours: 0, oldest: null, lost_hours: 0 },
          incidents: { open: 0, waiting: 0 },
          agents: [],
        },
      },
    });
  });

  test("GET / tells programs what this is", async () => {
    expect(await get("/")).toMatchObject({
      status: 200,
      body: {
        hello: "poucave",
        service: "shop",
        title: "Shop",
        environment: "test",
        settings: { default_ttl: 60 },
      },
    });
  });
});

describe("metrics", () => {
  test("tell the state, value and age of checks, and the rows written", async () => {
    await worker.tick();

    const text = await (await worker.fetch("/__metrics__")).text();

    expect(text).toContain('poucave_check_status{project="shop",check="users",status="passed"} 1\n');
    expect(text).toContain('poucave_check_value{project="shop",check="users"} 12\n');
    expect(text).toMatch(/poucave_runs_total\{lookout="shop"\} 1\n/);
    expect(text).toMatch(/poucave_rows_written_total\{object="board"\} \d+\n/);
  });

  test.skipIf(!hasPromtool())(
    "are accepted by promtool check metrics (skipped without promtool)",
    async () => {
      const text = await (await worker.fetch("/__metrics__")).text();

      expect(execFileSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" })).toBe("");
    },
  );
});

function hasPromtool(): boolean {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
