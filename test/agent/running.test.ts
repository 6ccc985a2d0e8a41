import { describe, expect, it, onTestFinished } from "vitest";
import type { Assignment } from "../../src/agent_protocol.ts";
import { json, startTarget } from "../target_server.ts";
import { startAgent, stateDirectory, until } from "./agent_process.ts";
import { type FakeWorker, startFakeWorker, TOKEN } from "./fake_worker.ts";

/** As it stands in a configuration. */
const SIGNER = `\${SIGNER}`;

async function workerWith(checks: Assignment["checks"]): Promise<FakeWorker> {
  const worker = await startFakeWorker(checks);
  onTestFinished(worker.close);
  return worker;
}

function heartbeat(name: string, url: string, more: object = {}): Assignment["checks"][number] {
  const written = { description: "", module: "checks.core.heartbeat", ttl: 1, params: { url }, ...more };
  return { project: "signer", name, written: { ...written, agent: "vpn" } };
}

async function target(): Promise<string> {
  const server = await startTarget({ "/": json({ hsm: true }), "/down": json({ hsm: false }, 503) });
  onTestFinished(server.close);
  return server.origin;
}

describe("a running agent", () => {
  it("runs what it is assigned, with variables of its own, and tells the Worker", async () => {
    const origin = await target();
    const worker = await workerWith([heartbeat("up", `${SIGNER}/`), heartbeat("down", `${SIGNER}/down`)]);
    const agent = startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: origin } });

    const stored = await until(
      () => worker.stored,
      (all) => new Set(all.map(({ check }) => check)).size === 2,
    );

    const statuses = Object.fromEntries(stored.map(({ check, outcome }) => [check, outcome.status]));
    expect(statuses).toEqual({ "signer/up": "passed", "signer/down": "failed" });
    expect(agent.output()).not.toContain(TOKEN);
  });
});
