import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Row } from "./rows.ts";
import { startRuntime } from "./runtime.ts";

const CHECKS = 1000;
const LOOKOUTS = 7;
const SLOTS = 6;
const DELAY_MS = 50;
const STORED_TICKS = 60;
const TTL_MS = 1_000;

/** A tick of 1,000 heartbeats in 7 Lookouts against a server that answers in 50 ms, and the rows that 60 ticks write. */
export async function measureTicks(): Promise<Row[]> {
  let delayMs = DELAY_MS;
  const server = createServer((_request, response) => {
    setTimeout(delayMs).then(() => response.setHeader("content-type", "application/json").end('{"ok":true}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const runtime = await startRuntime("wrangler.toml", { CONFIG: configFor(port), TICK_SECONDS: "1" });
  try {
    const wall = await measureWall(runtime);
    delayMs = 0;
    return [...wall, ...(await measureRows(runtime))];
  } finally {
    await runtime.stop();
    server.closeAllConnections();
    server.close();
  }
}

type Running = Awaited<ReturnType<typeof startRuntime>>;

async function measureWall(runtime: Running): Promise<Row[]> {
  await runtime.tick();
  const lookouts = [...(await runtime.metrics()).matchAll(/^poucave_runs_total\{.*\} (\d+)$/gm)].map(
    (match) => Number(match[1]),
  );
  if (lookouts.length !== LOOKOUTS)
    throw new Error(`Cannot measure: ${lookouts.length} Lookouts instead of ${LOOKOUTS}`);
  const ideal = Math.ceil(Math.max(...lookouts) / SLOTS) * DELAY_MS;
  // Until all of them are due again.
  await setTimeout(TTL_MS);
  const before = { runs: await total(runtime, "runs"), cpu: runtime.cpuMs() };
  const startedAt = performance.now();
  await runtime.tick();
  const wall = performance.now() - startedAt;
  const runs = (await total(runtime, "runs")) - before.runs;
  if (runs !== CHECKS) throw new Error(`Cannot measure: ${runs} of ${CHECKS} checks ran in the tick`);
  const cpu = (runtime.cpuMs() - before.cpu) / runs;
  return [
    {
      what: "tick of 1,000 checks in 7 Lookouts, wall ms",
      measured: wall.toFixed(0),
      goal: `ideal: ${ideal}`,
    },
    {
      what: "  ratio to the ideal of six slots a Lookout",
      measured: (wall / ideal).toFixed(2),
      goal: "≤ 1.50",
      reached: wall / ideal <= 1.5,
    },
    { what: "  workerd CPU ms a check", measured: cpu.toFixed(2), goal: "" },
  ];
}

async function measureRows(runtime: Running): Promise<Row[]> {
  const before = { runs: await total(runtime, "runs"), rows: await total(runtime, "rows_written") };
  for (let tick = 0; tick < STORED_TICKS; tick += 1) {
    await setTimeout(TTL_MS / 2);
    await runtime.tick();
  }
  const runs = (await total(runtime, "runs")) - before.runs;
  const rows = (await total(runtime, "rows_written")) - before.rows;
  return [
    { what: `runs of ${STORED_TICKS} ticks`, measured: runs.toString(), goal: "" },
    {
      what: "  rows written a run",
      measured: (rows / runs).toFixed(4),
      goal: "≤ 0.05",
      reached: rows / runs <= 0.05,
    },
  ];
}

async function total(runtime: Running, name: string): Promise<number> {
  const samples = (await runtime.metrics()).matchAll(
    new RegExp(`^poucave_${name}_total\\{.*\\} (\\d+)$`, "gm"),
  );
  return [...samples].map((match) => Number(match[1])).reduce((sum, value) => sum + value, 0);
}

function configFor(port: number): string {
  const entry = (index: number) => `
    [checks.bench.check-${index}]
    description = "Check ${index}"
    module = "checks.core.heartbeat"
    ttl = 1
    params.url = "http://127.0.0.1:${port}/${index}"`;
  return Array.from({ length: CHECKS }, (_, index) => entry(index)).join("\n");
}
