import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let worker: WorkerUnderTest;

beforeAll(async () => {
  worker = await startWorker(
    `
    [checks.jobs.backup]
    description = "The nightly backup"
    module = "checks.core.last_run"
    params = { max_age_seconds = 90000, token = "\${BACKUP_TOKEN}" }

    [checks.jobs.report]
    description = "The weekly report"
    module = "checks.core.last_run"
    params = { max_age_seconds = 90000, token = "another token" }

    [checks.jobs.other]
    description = "Takes no pings"
    module = "checks.core.heartbeat"
    params.url = "http://127.0.0.1:9/"
    `,
    { BACKUP_TOKEN: "the backup's own token" },
  );
});
afterAll(() => worker.close());

function ping(path: string, { token = "the backup's own token", body = "" } = {}) {
  return worker.fetch(path, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body }),
  });
}
const get = async (path: string) => (await worker.fetch(path)).json() as Promise<Record<string, unknown>>;

test("a task never heard of is neither well nor failed: the check could not tell", async () => {
  expect(await get("/checks/jobs/report")).toMatchObject({ status: "errored" });
});

test("start, success and failure of a task are seen at once", async () => {
  const started = await ping("/checks/jobs/backup/ping/start");
  const succeeded = await ping("/checks/jobs/backup/ping");
  const ok = await get("/checks/jobs/backup");
  const failed = await ping("/checks/jobs/backup/ping/fail", { body: "disk full" });
  const bad = await get("/checks/jobs/backup");
  const recovered = await ping("/checks/jobs/backup/ping/0");

  expect(await started.json()).toMatchObject({ ok: true });
  expect(await succeeded.json()).toEqual({ ok: true, status: "passed" });
  expect(ok).toMatchObject({ status: "passed", data: { age_seconds: expect.any(Number) } });
  expect(await failed.json()).toEqual({ ok: true, status: "failed" });
  expect(JSON.stringify(bad.data)).toContain("disk full");
  expect(await recovered.json()).toEqual({ ok: true, status: "passed" });
});

test("an exit status other than 0 is a failure", async () => {
  const response = await ping("/checks/jobs/backup/ping/137");

  expect(await response.json()).toEqual({ ok: true, status: "failed" });
});

test("signals survive an eviction", async () => {
  await ping("/checks/jobs/backup/ping");
  await worker.evict("Lookout", "jobs");

  expect(await get("/checks/jobs/backup")).toMatchObject({ status: "passed" });
});

test.each([
  ["no token", "/checks/jobs/backup/ping", "", 401],
  ["the token of another task", "/checks/jobs/backup/ping", "another token", 401],
  ["a check that takes no pings", "/checks/jobs/other/ping", "", 401],
  ["an unknown check", "/checks/jobs/nothing/ping", "x", 404],
  ["an unknown signal", "/checks/jobs/backup/ping/maybe", "the backup's own token", 400],
  ["an exit status that is none", "/checks/jobs/backup/ping/256", "the backup's own token", 400],
])("a ping with %s is refused", async (_what, path, token, status) => {
  const response = await ping(path, { token });

  expect([response.status, await response.json()]).toEqual([
    status,
    { error: expect.stringContaining("Cannot") },
  ]);
});
