import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Assignment } from "../../src/agent_protocol.ts";
import { json, startTarget } from "../target_server.ts";
import { startAgent, stateDirectory, until } from "./agent_process.ts";
import { heartbeat } from "./assigned.ts";
import { type FakeWorker, startFakeWorker, TOKEN } from "./fake_worker.ts";

/** As it stands in a configuration. */
const SIGNER = `\${SIGNER}`;

async function workerWith(checks: Assignment["checks"]): Promise<FakeWorker> {
  const worker = await startFakeWorker(checks);
  onTestFinished(worker.close);
  return worker;
}

async function signer(): Promise<string> {
  const slow = (delay: number) => (_: unknown, response: Parameters<ReturnType<typeof json>>[1]) => {
    setTimeout(() => response.end("{}"), delay);
  };
  const server = await startTarget({
    "/": json({ hsm: true }),
    "/down": json({ hsm: false }, 503),
    "/slow": slow(1_500),
    "/silent": () => {},
    "/metadata": (_, response) => void response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  });
  onTestFinished(server.close);
  return server.origin;
}

const outcomesOf = (worker: FakeWorker, check: string) => worker.stored.filter((one) => one.check === check);
const errorOf = async (worker: FakeWorker, check: string) => {
  const [first] = await until(
    () => outcomesOf(worker, check),
    (all) => all.length > 0,
  );
  return first?.outcome.status === "errored" ? first.outcome.error.message : first?.outcome.status;
};

describe("a running agent", () => {
  it("runs what it is assigned, with variables of its own, and tells the Worker", async () => {
    const worker = await workerWith([heartbeat("up", `${SIGNER}/`), heartbeat("down", `${SIGNER}/down`)]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } });

    const stored = await until(
      () => worker.stored,
      (all) => new Set(all.map(({ check }) => check)).size === 2,
    );

    const statuses = Object.fromEntries(stored.map(({ check, outcome }) => [check, outcome.status]));
    expect(statuses).toEqual({ "signer/up": "passed", "signer/down": "failed" });
  });

  it("answers a refresh in less than three seconds, by a run that began after it was asked for", async () => {
    const worker = await workerWith([heartbeat("up", `${SIGNER}/`, { ttl: 3600 })]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } });
    await until(
      () => worker.batches,
      (all) => all.some(({ batch }) => batch.agent.configuration === "c1"),
    );

    const askedAt = Date.now();
    worker.assign({ refresh: [{ check: "signer/up", id: "r1" }] });
    const answers = await until(
      () => worker.stored.filter(({ refresh }) => refresh === "r1"),
      (all) => all.length > 0,
    );

    expect(Date.now() - askedAt).toBeLessThan(3_000);
    expect(answers[0]?.startedAt).toBeGreaterThanOrEqual(askedAt);
  });

  it("takes over another configuration, and no longer runs what is not in it", async () => {
    const worker = await workerWith([heartbeat("old", `${SIGNER}/`)]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } });
    await until(
      () => outcomesOf(worker, "signer/old"),
      (all) => all.length > 0,
    );

    worker.assign({ configuration: "c2", checks: [heartbeat("new", `${SIGNER}/`)] });
    await until(
      () => outcomesOf(worker, "signer/new"),
      (all) => all.length > 2,
    );

    const last = worker.stored.filter(({ check }) => check === "signer/old").at(-1)?.startedAt ?? 0;
    expect(last).toBeLessThan(outcomesOf(worker, "signer/new")[1]?.startedAt ?? 0);
  });

  it("never runs a check twice at once, however slow it is", async () => {
    const worker = await workerWith([heartbeat("slow", `${SIGNER}/slow`)]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } });

    const all = await until(
      () => outcomesOf(worker, "signer/slow"),
      (found) => found.length >= 3,
    );

    const overlaps = all.filter((one, index) => {
      const before = all[index - 1];
      return before !== undefined && one.startedAt < before.startedAt + before.durationMs;
    });
    expect(overlaps).toEqual([]);
  });

  it("shows what cannot be run as an error with its reason, and lists it", async () => {
    const checks = [
      heartbeat("unset", `${SIGNER}/`),
      heartbeat("unknown", "http://localhost/", { module: "acme.checks.stock" }),
      heartbeat("pinged", "", {
        module: "checks.core.last_run",
        params: { token: "secret-token", max_age_seconds: 60 },
      }),
    ];
    const worker = await workerWith(checks);
    startAgent({ url: worker.origin, state: await stateDirectory() });

    const error = await errorOf(worker, "signer/unset");
    const cannotRun = worker.batches.at(-1)?.batch.agent.cannot_run;

    expect(error).toBe('Cannot configure signer/unset: params.url: variable "SIGNER" is not set');
    expect(cannotRun).toEqual([
      { check: "signer/unset", why: 'params.url: variable "SIGNER" is not set' },
      { check: "signer/unknown", why: expect.stringMatching(/^module: no module "acme.checks.stock"/) },
      { check: "signer/pinged", why: "signals of tasks reach only the Worker: leave out agent" },
    ]);
  });

  it("lists checks of HTTP versions where there is no curl", async () => {
    const params = { url: "https://localhost/", versions: ["1.1"] };
    const worker = await workerWith([
      heartbeat("versions", "", { module: "checks.core.http_versions", params }),
    ]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { CURL_BINARY_PATH: "/no/curl" } });

    const [told] = await until(
      () => worker.batches.flatMap(({ batch }) => batch.agent.cannot_run),
      (all) => all.length > 0,
    );

    expect(told?.why).toBe('"/no/curl" does not run: install curl, or name one with CURL_BINARY_PATH');
  });

  it.each([
    ["IPv4", "http://169.254.169.254/latest"],
    ["IPv6", "http://[fd00:ec2::254]/latest"],
    ["IPv4 in IPv6", "http://[::ffff:169.254.169.254]/latest"],
    ["a name", "http://metadata.google.internal/latest"],
    ["a redirect", `${SIGNER}/metadata`],
  ])("asks private addresses, but no metadata service: %s", async (_, url) => {
    const worker = await workerWith([heartbeat("private", `${SIGNER}/`), heartbeat("metadata", url)]);
    startAgent({ url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } });

    const [allowed, refused] = await Promise.all([
      errorOf(worker, "signer/private"),
      errorOf(worker, "signer/metadata"),
    ]);

    expect(allowed).toBe("passed");
    expect(refused).toMatch(/cloud metadata services are never asked$/);
  });

  it("lets no configuration, no outcome and no line of the log have the token or a private value", async () => {
    const checks = [
      heartbeat("token", `http://localhost:1/\${POUCAVE_AGENT_TOKEN}`),
      heartbeat("secret", `${SIGNER}/\${CANARY}`),
    ];
    const worker = await workerWith(checks);
    const env = { SIGNER: await signer(), CANARY: "canary-5f2e" };
    const agent = startAgent({ url: worker.origin, state: await stateDirectory(), env });

    const error = await errorOf(worker, "signer/token");
    await errorOf(worker, "signer/secret");

    expect(error).toMatch(/variable "POUCAVE_AGENT_TOKEN" is not set/);
    expect(JSON.stringify(worker.stored) + agent.output()).not.toMatch(new RegExp(`canary-5f2e|${TOKEN}`));
  });

  it("logs nothing but lines of JSON with their time", async () => {
    const worker = await workerWith([heartbeat("down", `${SIGNER}/down`)]);
    const env = { SIGNER: await signer() };
    const agent = startAgent({ url: worker.origin, state: await stateDirectory(), env });
    await errorOf(worker, "signer/down");
    agent.child.kill("SIGTERM");
    await agent.ended;

    const lines = agent
      .output()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(["agent started", "assignment", "status", "outcomes sent", "agent stopped"]),
    );
    expect(lines.every(({ time }) => !Number.isNaN(Date.parse(time)))).toBe(true);
  });

  it("says at least once a minute that it is alive, and at once when it starts", async () => {
    const worker = await workerWith([]);
    startAgent({ url: worker.origin, state: await stateDirectory() });

    const [first] = await until(
      () => worker.batches,
      (all) => all.length > 0,
    );

    expect(first?.batch.results).toEqual([]);
    expect(first?.batch.agent.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe("a start without network", () => {
  it("runs what was assigned last, and sends it when the network is back", async () => {
    const worker = await workerWith([heartbeat("up", `${SIGNER}/`)]);
    const options = { url: worker.origin, state: await stateDirectory(), env: { SIGNER: await signer() } };
    const first = startAgent(options);
    await errorOf(worker, "signer/up");
    first.child.kill("SIGKILL");
    await first.ended;

    worker.interfere = 503;
    const second = startAgent(options);
    await until(second.output, (text) => text.includes('"check":"signer/up","status":"passed"'));
    const before = worker.stored.length;
    worker.interfere = undefined;
    await until(
      () => worker.stored.length,
      (count) => count > before,
    );

    await expect.poll(second.output).toContain("push works again");
  });

  it("does not use an assignment that another Worker gave, or that is damaged", async () => {
    const state = await stateDirectory();
    const [one, other] = [await workerWith([heartbeat("up", `${SIGNER}/`)]), await workerWith([])];
    const first = startAgent({ url: one.origin, state });
    await errorOf(one, "signer/up");
    first.child.kill("SIGKILL");
    await first.ended;
    const kept = await readFile(join(state, "assignment.json"), "utf8");
    await writeFile(join(state, "assignment.json"), kept.slice(0, 20));
    other.interfere = 503;

    const second = startAgent({ url: other.origin, state });
    const output = await until(second.output, (text) => text.includes("assignment failed"));

    expect(output).toContain("kept assignment not used");
    expect(output).not.toContain("signer/up");
  });
});
