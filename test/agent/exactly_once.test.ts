import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../src/agent/store.ts";
import { deadPort } from "../local_server.ts";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { type AgentProcess, startAgent, stateDirectory, until } from "./agent_process.ts";
import { type Cable, layCable } from "./cable.ts";
import { TOKEN } from "./fake_worker.ts";
import {
  ageHours,
  type LocalWorker,
  localWorker,
  type Runs,
  runsInDatabase,
  runsInLookouts,
  SECRET,
  summed,
} from "./local_worker.ts";

const CHECKS = 60;
const OUTCOMES = 2_000;
const AGENT_KILLS = 10;
const WORKER_KILLS = 3;

let directory: string;
let target: TargetServer;
let cable: Cable;
let worker: LocalWorker;
let port: number;

/** Checks that run each second, and one that runs when it is asked to. */
function configuration(): string {
  const check = (name: string, more: string) => `
[checks.signer.${name}]
description = "The signer answers."
module = "checks.core.heartbeat"
agent = "vpn"
${more}
params.url = "\${SIGNER}/"
`;
  const each = Array.from({ length: CHECKS }, (_, index) => check(`c${index}`, "ttl = 1"));
  const hash = createHash("sha256").update(TOKEN).digest("hex");
  return `${each.join("")}${check("rare", "background = false")}\n[agents.vpn]\ntoken_hashes = ["${hash}"]\n`;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "poucave-worker-"));
  target = await startTarget({ "/": json({ hsm: true }) });
  port = await deadPort();
  cable = await layCable(port);
  const config = join(directory, "config.toml");
  await writeFile(config, configuration());
  worker = localWorker({ config, port, state: join(directory, "state") });
  await worker.start();
});
afterAll(async () => {
  await worker.kill();
  await Promise.all([cable.close(), target.close()]);
  await rm(directory, { recursive: true, force: true });
});

function start(state: string): AgentProcess {
  return startAgent({ url: cable.url, state, env: { SIGNER: target.origin } });
}

it("answers a refresh asked of the real Worker in less than three seconds", async () => {
  const agent = start(await stateDirectory());
  await until(agent.output, (text) => text.includes('"message":"outcomes sent"'));
  const headers = { authorization: `Bearer ${SECRET}` };
  const url = `http://127.0.0.1:${port}/checks/signer/rare/refresh`;
  // The first of all has to compile what it runs.
  await fetch(url, { method: "POST", headers });

  const askedAt = Date.now();
  const response = await fetch(url, { method: "POST", headers });
  const { success, datetime } = await response.json();
  const took = Date.now() - askedAt;
  agent.child.kill("SIGTERM");
  await agent.ended;

  expect([response.status, success, took < 3_000]).toEqual([200, true, true]);
  expect(Date.parse(datetime)).toBeGreaterThanOrEqual(askedAt);
}, 60_000);

/** Notes every outcome in the transaction that puts it into the spool: what was promised is told by the disk. */
function witness(state: string): DatabaseSync {
  const database = openStore(state, () => {});
  database.exec(`
    CREATE TABLE witness ("check" TEXT, started_at INTEGER);
    CREATE TRIGGER seen AFTER INSERT ON results BEGIN INSERT INTO witness VALUES (new."check", new.started_at); END`);
  return database;
}

/** What was promised, by check. */
function promised(database: DatabaseSync): Runs {
  const rows = database
    .prepare('SELECT "check" AS id, count(*) AS count FROM witness GROUP BY "check"')
    .all();
  return summed(rows.map(({ id, count }) => [String(id), Number(count)]));
}

const waiting = (spool: DatabaseSync) =>
  Number(spool.prepare("SELECT count(*) AS count FROM results").get()?.count);

/** In order, once it has told nearly all. */
async function end({ child, ended }: AgentProcess, spool: DatabaseSync): Promise<number | null> {
  await until(
    () => waiting(spool),
    (count) => count < CHECKS,
  );
  child.kill("SIGTERM");
  return await ended;
}

const total = (runs: Runs) => Object.values(runs).reduce((sum, count) => sum + count, 0);
const sumOf = (...parts: readonly Runs[]) => summed(parts.flatMap((part) => Object.entries(part)));

it("stores each outcome exactly once, though agent and Worker are killed and the network is cut", async () => {
  const state = await stateDirectory();
  const stateOfWorker = join(directory, "state");
  const spool = witness(state);
  await worker.kill();
  const before = sumOf(runsInLookouts(stateOfWorker), runsInDatabase(stateOfWorker));
  await worker.start();

  const killed = { agent: 0, worker: 0 };
  let agent = start(state);
  for (let seen = 0; seen < OUTCOMES || killed.agent < AGENT_KILLS; seen = total(promised(spool))) {
    // A third of all outcomes is reached while nobody can be told of them.
    cable.cut = seen % 600 >= 400;
    if (seen >= ((killed.agent + 1) * OUTCOMES) / (AGENT_KILLS + 1)) {
      killed.agent += 1;
      agent.child.kill("SIGKILL");
      await agent.ended;
      agent = start(state);
    }
    if (seen >= ((killed.worker + 1) * OUTCOMES) / (WORKER_KILLS + 1)) {
      killed.worker += 1;
      await worker.kill();
      // As if hours went by: the database gets what the Lookout holds, and what comes now is another row.
      ageHours(stateOfWorker, 2 * killed.worker);
      await worker.start();
    }
    await pause(50);
  }
  cable.cut = false;
  let status = await end(agent, spool);
  while (waiting(spool) > 0) status = await end(start(state), spool);
  await worker.kill();
  const [lasting, handedOver] = [runsInLookouts(stateOfWorker), runsInDatabase(stateOfWorker)];
  ageHours(stateOfWorker, 24);
  await worker.start();
  await until(
    () => total(runsInDatabase(stateOfWorker)),
    (count) => count >= total(promised(spool)) + total(before),
  );

  const stored = summed(Object.entries(sumOf(lasting, handedOver)), before);
  expect([killed, status]).toEqual([{ agent: AGENT_KILLS, worker: WORKER_KILLS }, 0]);
  expect([total(lasting) > 0, total(handedOver) > 0]).toEqual([true, true]);
  expect(stored).toEqual(promised(spool));
  expect(summed(Object.entries(runsInDatabase(stateOfWorker)), before)).toEqual(promised(spool));
}, 180_000);
