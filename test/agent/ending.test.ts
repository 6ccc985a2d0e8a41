import { describe, expect, it, onTestFinished } from "vitest";
import type { Assignment } from "../../src/agent_protocol.ts";
import { json, startTarget } from "../target_server.ts";
import { startAgent, stateDirectory, until } from "./agent_process.ts";
import { heartbeat } from "./assigned.ts";
import { type FakeWorker, startFakeWorker } from "./fake_worker.ts";

async function workerWith(checks: Assignment["checks"]): Promise<FakeWorker> {
  const worker = await startFakeWorker(checks);
  onTestFinished(worker.close);
  return worker;
}

async function signer() {
  const server = await startTarget({
    "/": json({ hsm: true }),
    "/slow": (_, response) => void setTimeout(() => response.end("{}"), 2_000),
    "/silent": () => {},
  });
  onTestFinished(server.close);
  return server;
}

describe("SIGTERM", () => {
  it("lets the runs under way end, sends what they found, and exits with 0", async () => {
    const { origin, requests } = await signer();
    const worker = await workerWith([heartbeat("slow", `${origin}/slow`)]);
    const agent = startAgent({ url: worker.origin, state: await stateDirectory() });
    await until(
      () => requests,
      (all) => all.includes("GET /slow"),
    );

    agent.child.kill("SIGTERM");
    const status = await agent.ended;

    expect(status).toBe(0);
    expect(worker.stored.map(({ check }) => check)).toEqual(["signer/slow"]);
  });

  it("takes less than ten seconds, whatever never answers, and keeps what it could not send", async () => {
    const { origin, requests } = await signer();
    const worker = await workerWith([heartbeat("up", `${origin}/`), heartbeat("silent", `${origin}/silent`)]);
    const state = await stateDirectory();
    const agent = startAgent({ url: worker.origin, state });
    await until(
      () => requests,
      (all) => all.includes("GET /silent") && worker.stored.length > 0,
    );
    worker.interfere = 503;
    await until(agent.output, (text) => text.includes("push failed"));

    const toldAt = performance.now();
    agent.child.kill("SIGTERM");
    const status = await agent.ended;
    const took = performance.now() - toldAt;
    worker.interfere = undefined;
    const kept = Number(/"agent stopped","waiting":(\d+)/.exec(agent.output())?.[1]);
    const before = worker.stored.length;
    startAgent({ url: worker.origin, state });
    await until(
      () => worker.stored.length,
      (count) => count >= before + kept,
    );

    expect([status, took < 10_000, kept > 0]).toEqual([0, true, true]);
  });
});

describe("--once", () => {
  it("runs each check once, sends it, and exits with 0", async () => {
    const { origin } = await signer();
    const worker = await workerWith(
      ["a", "b", "c"].map((name) => heartbeat(name, `${origin}/`, { ttl: 3600 })),
    );
    const agent = startAgent({ url: worker.origin, state: await stateDirectory(), args: ["--once"] });

    const status = await agent.ended;

    expect(status).toBe(0);
    expect(worker.stored.map(({ check }) => check).sort()).toEqual(["signer/a", "signer/b", "signer/c"]);
  });

  it("exits with 1 if it cannot send, and the next time sends that too", async () => {
    const { origin } = await signer();
    const worker = await workerWith([heartbeat("up", `${origin}/`)]);
    const options = { url: worker.origin, state: await stateDirectory(), args: ["--once"] };
    await startAgent(options).ended;

    worker.interfere = 503;
    const unsent = await startAgent(options).ended;
    worker.interfere = undefined;
    const sent = await startAgent(options).ended;

    expect([unsent, sent, worker.stored.length]).toEqual([1, 0, 3]);
  });

  it("exits with 1 if it was never told what to run", async () => {
    const worker = await workerWith([]);
    worker.interfere = 401;
    const agent = startAgent({ url: worker.origin, state: await stateDirectory(), args: ["--once"] });

    const status = await agent.ended;

    expect(status).toBe(1);
    expect(agent.output()).toContain("it does not accept the token");
  });
});

/** Makes Node take itself for another. */
const OLDER_NODE = `--import=data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { node: "22.18.0" } })',
)}`;

describe("a start", () => {
  it("is refused while another agent has the state directory", async () => {
    const worker = await workerWith([]);
    const state = await stateDirectory();
    const first = startAgent({ url: worker.origin, state });
    await until(first.output, (text) => text.includes("agent started"));

    const second = startAgent({ url: worker.origin, state });
    const status = await second.ended;

    expect(status).toBe(2);
    expect(second.output()).toBe(
      `Cannot use ${state}: another agent works in it (one directory an agent: --state DIR)\n`,
    );
  });

  it.each([
    ["without a token", { POUCAVE_AGENT_TOKEN: "" }, [], /^Cannot start: POUCAVE_AGENT_TOKEN is not set/],
    ["without TLS verification", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, [], /^Cannot start: NODE_TLS_REJECT/],
    ["with a token in its arguments", {}, ["--token", "x"], /^Cannot start: Unknown option '--token'/],
    [
      "on an older Node",
      { NODE_OPTIONS: OLDER_NODE },
      [],
      /^Cannot start: this is Node 22.18.0, and an agent needs/,
    ],
    ["with an unknown command", {}, ["doctr"], /^Cannot start: no command "doctr", there is only doctor/],
    ["with a spool of nothing", {}, ["--spool", "0"], /^Cannot start: --spool is "0"/],
  ])("is refused %s, in one sentence", async (_, env, args, sentence) => {
    const agent = startAgent({ url: "http://localhost:9", state: await stateDirectory(), env, args });

    const status = await agent.ended;

    expect(status).toBe(2);
    expect(agent.output().replace(/^\(node:.*\n|^.*--trace-warnings.*\n/gm, "")).toMatch(sentence);
  });

  it.each([
    "http://poucave.example",
    "ftp://localhost",
    "https://user:pass@poucave.example",
    "poucave.example",
  ])("is refused where the token would not be safe: %s", async (url) => {
    const agent = startAgent({ url, state: await stateDirectory() });

    const status = await agent.ended;

    expect(status).toBe(2);
    expect(agent.output()).toMatch(/^Cannot start: --url must be /);
  });
});
