import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Assignment, MAX_SKEW_MS } from "../../src/agent_protocol.ts";
import { createCertificate } from "../constellation/certificate.ts";
import { deadPort, listen, serveHttps } from "../local_server.ts";
import { json, startTarget } from "../target_server.ts";
import { startAgent, stateDirectory, until } from "./agent_process.ts";
import { heartbeat } from "./assigned.ts";
import { type FakeWorker, startFakeWorker } from "./fake_worker.ts";

const DAY_MS = 86_400_000;
/** Whatever names a proxy out here must not lead agents astray. */
const NO_PROXY = { NO_PROXY: "*", no_proxy: "*" };

async function workerWith(checks: Assignment["checks"]): Promise<FakeWorker> {
  const worker = await startFakeWorker(checks);
  onTestFinished(worker.close);
  return worker;
}

/** A Worker with a certificate of its own authority, good for so many days, and where that authority can be read. */
async function secureWorker(days: number, checks: Assignment["checks"] = []) {
  const notAfter = new Date(Date.now() + days * DAY_MS);
  const certificate = createCertificate({ notBefore: new Date(Date.now() - 99 * DAY_MS), notAfter });
  const worker = await startFakeWorker(checks, (listener) => serveHttps(certificate, listener));
  onTestFinished(worker.close);
  const state = await stateDirectory();
  const ca = join(state, "ca.pem");
  await writeFile(ca, certificate.cert);
  return { worker, state, url: `https://localhost:${worker.port}`, env: { NODE_EXTRA_CA_CERTS: ca } };
}

/** A proxy that opens tunnels, and knows where to. */
async function startProxy() {
  const tunnels: string[] = [];
  const server = createServer((_, response) => void response.writeHead(405).end());
  server.on("connect", ({ url = "" }, client) => {
    tunnels.push(url);
    const [host, port] = url.split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  const proxy = await listen(server, "http");
  onTestFinished(proxy.close);
  return { url: proxy.origin, tunnels };
}

describe("the way to the Worker", () => {
  it("leads through the proxy of the environment", async () => {
    const { worker, state, url, env } = await secureWorker(90);
    const proxy = await startProxy();
    startAgent({ url, state, env: { ...env, HTTPS_PROXY: proxy.url } });

    await until(
      () => worker.batches.length,
      (count) => count > 0,
    );

    expect(new Set(proxy.tunnels)).toEqual(new Set([`localhost:${worker.port}`]));
  });

  it("leads past the proxy where NO_PROXY says so", async () => {
    const { worker, state, url, env } = await secureWorker(90);
    const proxy = await startProxy();
    startAgent({ url, state, env: { ...env, HTTPS_PROXY: proxy.url, NO_PROXY: "localhost" } });

    await until(
      () => worker.batches.length,
      (count) => count > 0,
    );

    expect(proxy.tunnels).toEqual([]);
  });

  it("is not taken where nobody vouches for the certificate", async () => {
    const { worker, state, url } = await secureWorker(90);
    const agent = startAgent({ url, state, env: NO_PROXY });

    const output = await until(agent.output, (text) => text.includes("push failed"));

    expect(output).toMatch(
      /"why":"Cannot reach https:\/\/localhost:\d+: fetch failed: self-signed certificate[^:]*"/,
    );
    expect(worker.batches).toEqual([]);
  });
});

describe("doctor", () => {
  async function examine(options: Parameters<typeof startAgent>[0]) {
    const doctor = startAgent({ ...options, args: ["doctor"] });
    const status = await doctor.ended;
    const lines = doctor.output().trim().split("\n");
    return { status, problems: lines.filter((line) => line.startsWith("problem")), lines };
  }

  it("finds nothing wrong where all is well, and says what it has looked at", async () => {
    const { state, url, env } = await secureWorker(90, [heartbeat("up", "https://localhost/")]);

    const { status, problems, lines } = await examine({ url, state, env: { ...env, ...NO_PROXY } });

    expect([status, problems]).toEqual([0, []]);
    expect(lines.map((line) => line.split(/\s+/)[1])).toEqual([
      "Node",
      "state",
      "curl",
      "environment",
      "proxy",
      "DNS",
      "TLS",
      "token",
      "clock",
      "checks",
    ]);
  });

  it("looks at the Worker through the proxy that it has seen", async () => {
    const { state, url, env } = await secureWorker(90, [heartbeat("up", "https://localhost/")]);
    const proxy = await startProxy();

    const { status, lines } = await examine({ url, state, env: { ...env, HTTPS_PROXY: proxy.url } });

    expect(status).toBe(0);
    expect(lines.join("\n")).toMatch(/ok {7}proxy +127\.0\.0\.1:\d+ leads to localhost:\d+/);
    expect(proxy.tunnels).not.toEqual([]);
  });

  it("tells each variable, module and capability that is missing, and what to do", async () => {
    const worker = await workerWith([
      heartbeat("unset", `\${SIGNER}/`),
      heartbeat("unknown", "http://localhost/", { module: "checks.core.hartbeat" }),
      heartbeat("versions", "", {
        module: "checks.core.http_versions",
        params: { url: "https://localhost/", versions: ["1.1"] },
      }),
    ]);
    const env = { ...NO_PROXY, CURL_BINARY_PATH: "/no/curl" };

    const { status, problems } = await examine({ url: worker.origin, state: await stateDirectory(), env });

    expect(status).toBe(1);
    expect(problems).toEqual([
      'problem  signer/unset   params.url: variable "SIGNER" is not set: set it in the environment of the agent',
      expect.stringMatching(/signer\/unknown .*did you mean "checks.core.heartbeat".*: install the version/),
      expect.stringMatching(/signer\/versions "\/no\/curl" does not run: install curl/),
    ]);
  });

  it.each([
    [
      "a token that is not known",
      { POUCAVE_AGENT_TOKEN: "guess" },
      /^problem {2}token +it does not accept the token/,
    ],
    ["no token", { POUCAVE_AGENT_TOKEN: "" }, /^problem {2}environment +POUCAVE_AGENT_TOKEN is not set/],
    [
      "TLS that is not verified",
      { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
      /^problem {2}environment +NODE_TLS_REJECT/,
    ],
    [
      "a setting that does not fit",
      { REQUESTS_MAX_RETRIES: "x" },
      /^problem {2}environment +Cannot use REQUESTS_MAX/,
    ],
  ])("tells %s", async (_, env, expected) => {
    const worker = await workerWith([heartbeat("up", "http://localhost/")]);
    const state = await stateDirectory();

    const { status, problems } = await examine({ url: worker.origin, state, env: { ...NO_PROXY, ...env } });

    expect([status, problems.length]).toEqual([1, 1]);
    expect(problems[0]).toMatch(expected);
  });

  it("tells a clock that is ten minutes off, and by how much", async () => {
    const worker = await workerWith([heartbeat("up", "http://localhost/")]);
    worker.skew = 2 * MAX_SKEW_MS;

    const { problems } = await examine({ url: worker.origin, state: await stateDirectory(), env: NO_PROXY });

    expect(problems).toEqual([
      expect.stringMatching(
        /^problem {2}clock +it is 600 s behind the Worker's, which refuses all that is sent: set it/,
      ),
    ]);
  });

  it.each([
    ["nobody vouches for", 90, {}, /self-signed certificate.*NODE_EXTRA_CA_CERTS$/],
    ["has expired", -1, { trusted: true }, /certificate has expired: the certificate must be renewed/],
    ["expires in a week", 8, { trusted: true }, /valid for 7 more days: have it renewed/],
  ])("tells a certificate that %s", async (_, days, { trusted }: { trusted?: boolean }, expected) => {
    const { state, url, env } = await secureWorker(days);

    const { problems } = await examine({ url, state, env: { ...NO_PROXY, ...(trusted && env) } });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it("tells a name that is not found, and a port where nobody listens", async () => {
    const state = await stateDirectory();
    const port = await deadPort();

    const unknown = await examine({ url: "https://no.such.name.invalid", state, env: NO_PROXY });
    const dead = await examine({ url: `http://localhost:${port}`, state, env: NO_PROXY });

    expect(unknown.problems).toEqual([
      expect.stringMatching(/^problem {2}DNS +no.such.name.invalid is not found/),
    ]);
    expect(dead.problems).toEqual([expect.stringMatching(/^problem {2}TCP .*does the Worker run there\?$/)]);
  });

  it("tells a state directory that cannot be written, or is too small for the spool", async () => {
    const worker = await workerWith([heartbeat("up", "http://localhost/")]);
    const file = join(await stateDirectory(), "file");
    await writeFile(file, "");

    const { problems } = await examine({ url: worker.origin, state: join(file, "state"), env: NO_PROXY });

    expect(problems).toEqual([
      expect.stringMatching(/^problem {2}state .*name a directory .* with --state$/),
    ]);
  });

  it("runs beside the agent of its directory, and sees it", async () => {
    const target = await startTarget({ "/": json({}) });
    onTestFinished(target.close);
    const worker = await workerWith([heartbeat("up", `${target.origin}/`)]);
    const options = { url: worker.origin, state: await stateDirectory(), env: NO_PROXY };
    const agent = startAgent(options);
    await until(agent.output, (text) => text.includes("agent started"));

    const { status, lines } = await examine(options);

    expect([status, agent.child.exitCode]).toEqual([0, null]);
    expect(lines.join("\n")).toContain("an agent works in it now");
  });
});
