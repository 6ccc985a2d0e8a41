import { setTimeout } from "node:timers/promises";
import { Hour } from "../../src/history/hour.ts";
import { insertHours, minutesOf } from "../observation_of.ts";
import { json, startTarget } from "../target_server.ts";
import { age } from "../worker/age.ts";
import { startWorker, type WorkerUnderTest } from "../worker/harness.ts";
import type { Row } from "./rows.ts";

const DAYS = 90;
const CHECKS = 1000;
const LOOKOUTS = 7;
const ROUNDS = 5;
const RUNS_AN_HOUR = 60;
// What is left of 0.05 rows a run by the ticks.
const MAX_ROWS_A_RUN = 0.034;

/** A history of 90 days, and the hour of 1,000 checks on its way from the Lookouts into the database. */
export async function measureHistory(): Promise<Row[]> {
  const target = await startTarget(
    Object.fromEntries(Array.from({ length: CHECKS }, (_, index) => [`/${index}`, json("fine")])),
  );
  const worker = await startWorker(configFor(target.origin));
  try {
    return [...(await measureFlush(worker)), ...(await measureQuery(worker))];
  } finally {
    await worker.close();
    await target.close();
  }
}

async function measureFlush(worker: WorkerUnderTest): Promise<Row[]> {
  await worker.tick();
  const before = await rowsWritten(worker);
  for (let shard = 0; shard < LOOKOUTS; shard += 1) await age(worker, `bench:${shard}`, 2);
  const startedAt = performance.now();
  await worker.tick();
  while ((await storedHours(worker)) < CHECKS) await setTimeout(10);
  const wall = performance.now() - startedAt;
  const rows = (await rowsWritten(worker)) - before;
  const perRun = rows / (CHECKS * RUNS_AN_HOUR);
  return [
    { what: `flush of ${CHECKS} check-hours, tick included, wall ms`, measured: wall.toFixed(0), goal: "" },
    { what: "  rows written by it", measured: rows.toString(), goal: `${CHECKS}, and 5 a Lookout` },
    {
      what: "  rows written a run, of a run a minute",
      measured: perRun.toFixed(4),
      goal: `≤ ${MAX_ROWS_A_RUN}`,
      reached: perRun <= MAX_ROWS_A_RUN,
    },
  ];
}

async function measureQuery(worker: WorkerUnderTest): Promise<Row[]> {
  const hours = minutesOf("bench/check-0", { hours: DAYS * 24, now: Date.now() });
  const sql = insertHours(Object.keys(Hour.shape));
  for (let first = 0; first < hours.length; first += 500) {
    await worker.query(sql, JSON.stringify(hours.slice(first, first + 500)));
  }
  const from = Math.floor(Date.now() / 1000) - DAYS * 86_400;
  const rounds: { ms: number; bytes: number; rows: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const response = await worker.fetch(`/checks/bench/check-0/history?from=${from}`);
    const bytes = (await response.text()).length;
    const rows = Number(/(\d+) rows/.exec(response.headers.get("server-timing") ?? "")?.[1]);
    rounds.push({ ms: performance.now() - startedAt, bytes, rows });
  }
  const { ms, bytes, rows } = rounds.toSorted((one, other) => one.ms - other.ms)[2] ?? {
    ms: 0,
    bytes: 0,
    rows: 0,
  };
  return [
    { what: `history of ${DAYS} days at a run a minute, ms`, measured: ms.toFixed(0), goal: "" },
    { what: "  rows read", measured: rows.toString(), goal: "≤ 2200", reached: rows <= 2200 },
    { what: "  bytes", measured: bytes.toString(), goal: "≤ 30720", reached: bytes <= 30 * 1024 },
  ];
}

async function storedHours(worker: WorkerUnderTest): Promise<number> {
  const [row] = await worker.query("SELECT count(*) AS hours FROM hours");
  return Number(row?.hours);
}

/** By all objects, once the Board has been told of the flush. */
async function rowsWritten(worker: WorkerUnderTest): Promise<number> {
  await setTimeout(500);
  const text = await (await worker.fetch("/__metrics__")).text();
  let total = 0;
  for (const [, rows] of text.matchAll(
    /^poucave_rows_written_total\{object="(?:lookout|history)\/.*\} (\d+)$/gm,
  )) {
    total += Number(rows);
  }
  return total;
}

function configFor(origin: string): string {
  const entry = (index: number) => `
    [checks.bench.check-${index}]
    description = "Check ${index}"
    module = "checks.core.heartbeat"
    ttl = 86400
    params.url = "${origin}/${index}"`;
  return Array.from({ length: CHECKS }, (_, index) => entry(index)).join("\n");
}
