import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { MAX_SKEW_MS } from "../../src/agent_protocol.ts";
import { json, startTarget } from "../target_server.ts";
import { type AgentProcess, startAgent, stateDirectory, until } from "./agent_process.ts";
import { heartbeat } from "./assigned.ts";
import { startFakeWorker } from "./fake_worker.ts";

/** A Worker, and so many checks of a server that is well, each run once a second. */
async function running(count: number) {
  const target = await startTarget({ "/": json({ hsm: true }) });
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  const worker = await startFakeWorker(names.map((name) => heartbeat(name, `${target.origin}/`)));
  onTestFinished(worker.close);
  onTestFinished(target.close);
  const options = { url: worker.origin, state: await stateDirectory() };
  return { worker, target, options, start: () => startAgent(options) };
}

const hasSaid = (agent: AgentProcess, text: string) => until(agent.output, (output) => output.includes(text));

/** The last line of the log of this kind. */
const lastLine = (agent: AgentProcess, message: string) =>
  agent
    .output()
    .split("\n")
    .findLast((line) => line.includes(`"message":"${message}"`));

describe("outcomes", () => {
  it("reach the Worker each exactly once, though agents are killed and the network is gone for a third of the time", async () => {
    const { worker, target, start } = await running(40);
    for (let kill = 1; kill <= 6; kill += 1) {
      worker.interfere = kill % 3 === 0 ? "cut" : undefined;
      const agent = start();
      await until(
        () => target.requests.length,
        (count) => count >= kill * 45,
      );
      agent.child.kill("SIGKILL");
      await agent.ended;
    }
    worker.interfere = undefined;
    const last = start();
    await hasSaid(last, "outcomes sent");
    last.child.kill("SIGTERM");
    const status = await last.ended;

    const ids = worker.stored.map(({ check, startedAt }) => `${check} ${startedAt}`);
    expect(new Set(ids).size).toBe(ids.length);
    // Of what was asked, only what was under way in one of the six kills may have had no outcome: at most 24 each.
    expect(ids.length).toBeLessThanOrEqual(target.requests.length);
    expect(ids.length).toBeGreaterThanOrEqual(target.requests.length - 6 * 24);
    expect(ids.length).toBeGreaterThan(200);
    expect([status, lastLine(last, "agent stopped")]).toEqual([0, expect.stringContaining('"waiting":0')]);
  });

  it("are sent again as the same batch when the answer was lost", async () => {
    const { worker, start } = await running(3);
    worker.interfere = "lost";
    start();

    await until(
      () => worker.batches.filter(({ batch }) => batch.results.length > 0),
      (all) => all.length > 0,
    );
    worker.interfere = undefined;
    const batches = await until(
      () => worker.batches.filter(({ batch }) => batch.results.length > 0).map(({ batch }) => batch.id),
      (ids) => new Set(ids).size < ids.length,
    );

    expect(batches[1]).toBe(batches[0]);
  });

  it("of two agents of one name are stored side by side", async () => {
    const { worker, options, start } = await running(1);
    await hasSaid(start(), "agent started");
    startAgent({ ...options, state: await stateDirectory() });

    await until(
      () => new Set(worker.batches.map(({ batch }) => batch.agent.started_at)).size,
      (agents) => agents === 2,
    );
    await until(
      () => worker.stored.length,
      (count) => count >= 4,
    );

    expect(worker.batches.every(({ status }) => status === 200)).toBe(true);
  });

  it("that a Worker calls foreign are dropped and counted, and hold up no other", async () => {
    const { worker, start } = await running(2);
    worker.foreign = ["signer/c0"];
    const agent = start();
    await hasSaid(agent, "not this agent's checks");

    await until(
      () => worker.stored,
      (all) => all.some(({ check }) => check === "signer/c1"),
    );
    const dropped = await until(
      () => worker.batches.at(-1)?.batch.agent.dropped ?? 0,
      (count) => count > 0,
    );

    expect(dropped).toBeGreaterThan(0);
    expect(worker.stored.some(({ check }) => check === "signer/c0")).toBe(false);
  });

  it("that the Worker cannot read are dropped, and hold up no other for ever", async () => {
    const { worker, start } = await running(3);
    worker.unreadable = "signer/c1";
    const agent = start();

    await hasSaid(agent, "outcomes dropped");
    await until(
      () => new Set(worker.stored.map(({ check }) => check)),
      (checks) => checks.has("signer/c0") && checks.has("signer/c2"),
    );

    expect(lastLine(agent, "outcomes dropped")).toContain('"checks":["signer/c1"],"dropped":1');
  });

  it("that are too many for one batch travel in halves", async () => {
    const { worker, start } = await running(20);
    worker.maxResults = 3;
    const agent = start();
    await hasSaid(agent, '"message":"assignment"');
    worker.interfere = 503;
    await until(agent.output, (text) => text.split('"status":"passed"').length > 20);
    worker.interfere = undefined;

    const stored = await until(
      () => new Set(worker.stored.map(({ check }) => check)).size,
      (count) => count === 20,
    );

    expect(stored).toBe(20);
    expect(worker.batches.some(({ status }) => status === 413)).toBe(true);
  });
});

describe("a Worker that refuses", () => {
  it("the token: the agent says what to do, and keeps its outcomes until it is accepted", async () => {
    const { worker, start } = await running(1);
    worker.interfere = 401;
    const agent = start();
    await hasSaid(agent, "push failed");
    const said = lastLine(agent, "push failed");
    worker.interfere = undefined;

    await until(
      () => worker.stored.length,
      (count) => count > 0,
    );

    expect(said).toContain("its hash must be in token_hashes of [agents.NAME], and NAME be --name");
  });

  it("a clock that is ten minutes off: the agent says so, and loses nothing when the clock is right again", async () => {
    const { worker, start } = await running(1);
    const agent = start();
    await until(
      () => worker.stored.length,
      (count) => count > 0,
    );
    worker.skew = 2 * MAX_SKEW_MS;
    await hasSaid(agent, "the clocks are too far apart");
    const before = worker.stored.length;
    worker.skew = 0;

    const refused = worker.batches.findLast(({ status }) => status === 409);
    await until(
      () => worker.stored.length,
      (count) => count > before,
    );

    const stored = worker.stored.map(({ startedAt }) => startedAt);
    expect(refused?.batch.results.length).toBeGreaterThan(0);
    expect(stored).toEqual(
      expect.arrayContaining(refused?.batch.results.map(({ startedAt }) => startedAt) ?? []),
    );
  });

  it("with a redirect: the token does not go along", async () => {
    const { options } = await running(0);
    const elsewhere = await startTarget({});
    const moved = await startTarget({
      "/agents/vpn/assignment": (_, response) =>
        void response.writeHead(307, { location: `${elsewhere.origin}/` }).end(),
    });
    onTestFinished(elsewhere.close);
    onTestFinished(moved.close);

    const agent = startAgent({ ...options, url: moved.origin });
    await hasSaid(agent, "assignment failed");

    expect(lastLine(agent, "assignment failed")).toContain("it redirects: --url must be where it leads to");
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("what an agent keeps", () => {
  it("is set aside when it is damaged, and the agent goes on", async () => {
    const { worker, options, start } = await running(1);
    await writeFile(join(options.state, "spool.db"), "not a database, by far ".repeat(200));
    const agent = start();

    await until(
      () => worker.stored.length,
      (count) => count > 0,
    );

    expect(lastLine(agent, "spool set aside")).toContain("spool.db.damaged");
  });

  it("has a limit: the oldest goes, is counted, and the Worker is told how many", async () => {
    const body = json({ text: "x".repeat(60_000) });
    const target = await startTarget({ "/": body });
    onTestFinished(target.close);
    const checks = Array.from({ length: 20 }, (_, index) => heartbeat(`c${index}`, `${target.origin}/`));
    const worker = await startFakeWorker(checks);
    onTestFinished(worker.close);
    const options = { url: worker.origin, state: await stateDirectory(), args: ["--spool", "1"] };
    const first = startAgent(options);
    await hasSaid(first, '"message":"assignment"');
    worker.interfere = 503;
    await hasSaid(first, "the spool is full");
    worker.interfere = undefined;

    const dropped = await until(
      () => worker.batches.at(-1)?.batch.agent.dropped ?? 0,
      (count) => count > 0,
    );

    expect(dropped).toBeGreaterThan(0);
  });
});
