import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Spool } from "../../src/agent/spool.ts";
import { openStore } from "../../src/agent/store.ts";
import type { Row } from "./rows.ts";
import { startRuntime } from "./runtime.ts";

const TOKEN = "bench-token-of-the-agent";
const CHECKS = 500;
const TTL_SECONDS = 5;
const WATCHED_MS = 15_000;
const SPOOLED = 20_000;
// A catch-up must be much quicker than what is reached meanwhile: 500 checks a minute are 8 a second.
const MIN_PUSHED = 100;
const MAX_MEMORY_MIB = 256;

/** An agent with 500 checks, and one that catches up after an outage, each against the Worker in workerd. */
export async function measureAgent(): Promise<Row[]> {
  const server = createServer((_, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  let requests = 0;
  server.on("request", () => {
    requests += 1;
  });
  const running = await measureRunning(`http://127.0.0.1:${port}/`, () => requests);
  server.close().closeAllConnections();
  return [...running, ...(await measurePushing())];
}

async function measureRunning(target: string, requests: () => number): Promise<Row[]> {
  const runtime = await startRuntime("wrangler.toml", { CONFIG: configuration(`ttl = ${TTL_SECONDS}`) });
  const state = mkdtempSync(join(tmpdir(), "poucave-bench-"));
  const agent = start(runtime.url, state, target);
  agent.stdout?.resume();
  // The checks begin over their first ttl.
  await pause((TTL_SECONDS + 3) * 1000);
  const [cpuBefore, runsBefore] = [cpuMsOf(agent), requests()];
  await pause(WATCHED_MS);
  const cpuMs = (cpuMsOf(agent) - cpuBefore) / (requests() - runsBefore);
  const memory = memoryOf(agent);
  await end(agent);
  await runtime.stop();
  rmSync(state, { recursive: true });
  return [
    { what: "agent: CPU of Node for one run, ms", measured: cpuMs.toFixed(2), goal: "" },
    {
      what: `  memory with ${CHECKS} checks, MiB`,
      measured: memory.toFixed(0),
      goal: `≤ ${MAX_MEMORY_MIB}`,
      reached: memory <= MAX_MEMORY_MIB,
    },
  ];
}

async function measurePushing(): Promise<Row[]> {
  const runtime = await startRuntime("wrangler.toml", { CONFIG: configuration("background = false") });
  const state = mkdtempSync(join(tmpdir(), "poucave-bench-"));
  fill(state);
  const agent = start(runtime.url, state, "http://127.0.0.1:9/");
  let log = "";
  agent.stdout?.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  while (!/"outcomes sent".*"waiting":0/.test(log)) await pause(50);
  const times = Array.from(
    log.matchAll(/"time":"([^"]+)","message":"outcomes sent"/g),
    ([, time = ""]) => time,
  );
  const seconds = (Date.parse(times.at(-1) ?? "") - Date.parse(times[0] ?? "")) / 1000;
  await end(agent);
  await runtime.stop();
  rmSync(state, { recursive: true });
  const rate = (SPOOLED * (times.length - 1)) / times.length / seconds;
  return [
    {
      what: "  outcomes/s pushed after an outage",
      measured: Math.round(rate).toString(),
      goal: `≥ ${MIN_PUSHED}`,
      reached: rate >= MIN_PUSHED,
    },
  ];
}

function configuration(more: string): string {
  const checks = Array.from({ length: CHECKS }, (_, index) => {
    const head = `[checks.p${index % 5}.c${index}]\ndescription = ""\nmodule = "checks.core.heartbeat"`;
    return `${head}\nagent = "vpn"\n${more}\nparams.url = "\${TARGET}"\n`;
  });
  const hash = createHash("sha256").update(TOKEN).digest("hex");
  return `${checks.join("")}[agents.vpn]\ntoken_hashes = ["${hash}"]\n`;
}

/** The outcomes of an outage: 40 minutes of all checks. */
function fill(state: string): void {
  const database = openStore(state, () => {});
  database.exec("PRAGMA synchronous = OFF");
  const spool = new Spool(database, { results: SPOOLED, bytes: 1e9 });
  const begin = Date.now() - (SPOOLED / CHECKS) * 60_000;
  for (let index = 0; index < SPOOLED; index += 1) {
    const check = `p${index % 5}/c${index % CHECKS}`;
    const startedAt = begin + Math.floor(index / CHECKS) * 60_000 + (index % CHECKS) * 100;
    const data = { status: 200, body: { database: true, storage: true } };
    spool.add({ check, startedAt, durationMs: 40, outcome: { status: "passed", data, value: null } });
  }
  database.close();
}

function start(url: URL, state: string, target: string): ChildProcess {
  const given = ["src/agent/start.js", "--name", "vpn", "--url", url.origin, "--state", state];
  const env = { ...process.env, POUCAVE_AGENT_TOKEN: TOKEN, TARGET: target, NO_PROXY: "*" };
  return spawn(process.execPath, given, { env, stdio: ["ignore", "pipe", "inherit"] });
}

async function end(agent: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => agent.once("exit", resolve));
  agent.kill("SIGTERM");
  await ended;
}

/** User and system time of proc(5), in ticks of 10 ms. */
function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryOf({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
