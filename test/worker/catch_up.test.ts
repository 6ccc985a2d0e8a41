import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/agent_protocol.ts";
import { agentUnderTest, batchOf, hashOf, reportOf } from "./agent_under_test.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const CHECKS = 100;
const HOURS = 2;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TOKEN = "open sesame";

let worker: WorkerUnderTest;

beforeAll(async () => {
  const checks = Array.from(
    { length: CHECKS },
    (_, index) => `
    [checks.shop.check${index}]
    description = "Is behind the VPN"
    module = "checks.core.heartbeat"
    params.url = "https://${index}.internal/"
    agent = "vpn"`,
  );
  worker = await startWorker(`
    [agents.vpn]
    token_hashes = ["${hashOf(TOKEN)}"]
    ${checks.join("\n")}
  `);
});
afterAll(() => worker.close());

/** What an agent found each minute in the hours before the last one, while nobody could be told. */
function outage(now: number): Report[] {
  const from = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS + 1) * HOUR_MS;
  const minutes = Array.from({ length: HOURS * 60 }, (_, minute) => from + minute * MINUTE_MS);
  return minutes.flatMap((at) =>
    Array.from({ length: CHECKS }, (_, index) =>
      reportOf({ check: `shop/check${index}`, startedAt: at + index * 100 }),
    ),
  );
}

const rowsWritten = async () => {
  const metrics = await (await worker.fetch("/__metrics__")).text();
  const found = [...metrics.matchAll(/^poucave_rows_written_total\{.*\} (\d+)$/gm)];
  return found.map(([, rows]) => Number(rows)).reduce((sum, rows) => sum + rows, 0);
};
const storedRuns = async () => {
  const query = "SELECT body FROM journal ORDER BY number DESC LIMIT 1";
  const [row] = (await worker.sql("Lookout", "shop", query)) as { body: string }[];
  return (JSON.parse(row?.body ?? "") as { counters: { runs: number } }).counters.runs;
};
const historyRuns = async () =>
  (await worker.query("SELECT coalesce(sum(runs), 0) AS runs, count(*) AS rows FROM hours"))[0];

test("what was found in an outage of hours is stored once, in few rows, whatever ends in between", async () => {
  const vpn = agentUnderTest(worker, { token: TOKEN });
  const results = outage(Date.now());
  const batches = Array.from({ length: results.length / 500 }, (_, index) =>
    batchOf(results.slice(index * 500, (index + 1) * 500)),
  );
  await worker.tick();
  const before = await rowsWritten();

  const receipts = [];
  for (const [index, batch] of batches.entries()) {
    if (index === 8) await worker.evict("Lookout", "shop");
    if (index === 14) await worker.restart();
    const sent = { ...batch, sent_at: Date.now() };
    const answers =
      index % 6 === 0 ? await Promise.all([vpn.push(sent), vpn.push(sent)]) : [await vpn.push(sent)];
    receipts.push(...answers.map(({ body }) => Number(body.accepted)));
  }
  // The hours wait for more, unless the runtime ends.
  await worker.restart();
  await worker.tick();
  await expect.poll(async () => (await historyRuns())?.runs).toBe(results.length);

  expect(receipts.reduce((sum, accepted) => sum + accepted, 0)).toBe(results.length);
  expect(await storedRuns()).toBe(results.length);
  await worker.tick();
  const rows = (await rowsWritten()) - before;
  expect(rows / results.length).toBeLessThan(0.05);
  // Each of the two ends opened the hours of that time once more.
  expect(Number((await historyRuns())?.rows)).toBeLessThanOrEqual(CHECKS * (HOURS + 2));
});
