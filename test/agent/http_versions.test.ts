import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { nodeHost } from "../../src/agent/host.ts";
import { createSlots } from "../../src/run/slots.ts";
import { createCertificate } from "../constellation/certificate.ts";
import { FAKE_HTTP } from "../fake_host.ts";
import { deadPort, listen, serveHttp, serveTcp } from "../local_server.ts";

const folder = mkdtempSync(join(tmpdir(), "poucave-curl-"));
afterAll(() => rmSync(folder, { recursive: true }));

const URL_A = "https://example.com/a";

interface Reply {
  readonly output?: string;
  readonly error?: string;
  readonly code?: number;
}

/** A program that answers as a curl with `features` does: `replies` by flag. It writes down how it was called. */
function standIn(features: string, replies: Readonly<Record<string, Reply>>) {
  const command = join(folder, `curl-${Math.random()}`);
  const script = `#!${process.execPath}
    const { appendFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    const replies = ${JSON.stringify(replies)};
    if (args.includes("--version")) console.log("curl 8.0.0\\nFeatures: alt-svc ${features} IPv6");
    else {
      appendFileSync(${JSON.stringify(`${command}.log`)}, JSON.stringify(args) + "\\n");
      const { output = "0", error = "", code = 0 } = replies[args.find((arg) => arg in replies)] ?? {};
      process.stdout.write(output);
      process.stderr.write(error);
      process.exitCode = code;
    }`;
  writeFileSync(command, script, { mode: 0o755 });
  const calls = () =>
    readFileSync(`${command}.log`, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  return { command, calls };
}

const EVERYTHING = {
  "--http1.0": { output: "1" },
  "--http1.1": { output: "1.1" },
  "--http2": { output: "2" },
  "--http3-only": { output: "3" },
};

interface Asking {
  readonly curl?: string;
  readonly url?: string;
  readonly expected?: readonly string[];
  readonly signal?: AbortSignal;
}

async function ask({ curl = "curl", url = URL_A, expected = [], signal }: Asking) {
  const entries: unknown[] = [];
  const slots = createSlots(1);
  const own = signal ?? AbortSignal.timeout(10_000);
  const scope = {
    id: "shop/login",
    signal: own,
    slot: () => slots.acquire({}, own),
    fetch: () => Promise.reject(new TypeError("curl asks")),
    http: FAKE_HTTP,
  };
  const host = nodeHost({ curl, timeoutMs: 2000, log: (entry) => entries.push(entry) });
  const versions = host.capabilities(scope).httpVersions?.(url, expected);
  await versions?.catch(() => {});
  // Its slot is free again, whatever came of it.
  await slots.acquire({}, AbortSignal.timeout(1000));
  return { versions, entries };
}

describe("with a curl that can do everything", () => {
  test("tells all versions that were answered, ascending", async () => {
    const { command } = standIn("HTTP2 HTTP3", EVERYTHING);

    const { versions } = await ask({ curl: command, expected: ["1", "1.1", "2", "3"] });

    await expect(versions).resolves.toEqual(["1", "1.1", "2", "3"]);
  });

  test("a request that is answered in another version counts for that one", async () => {
    const replies = { ...EVERYTHING, "--http1.0": { output: "1.1" }, "--http2": { output: "1.1" } };
    const { command } = standIn("HTTP2 HTTP3", replies);

    const { versions } = await ask({ curl: command });

    await expect(versions).resolves.toEqual(["1.1", "3"]);
  });

  test.each([7, 28, 95])("no connection over QUIC (exit %i) is how a server lacks HTTP/3", async (code) => {
    const { command } = standIn("HTTP2 HTTP3", { ...EVERYTHING, "--http3-only": { code } });

    const { versions } = await ask({ curl: command, expected: ["3"] });

    await expect(versions).resolves.toEqual(["1", "1.1", "2"]);
  });

  test.each([52, 56])("a server that hangs up on one version (exit %i) lacks it", async (code) => {
    const { command } = standIn("HTTP2 HTTP3", { ...EVERYTHING, "--http1.0": { code } });

    const { versions } = await ask({ curl: command });

    await expect(versions).resolves.toEqual(["1.1", "2", "3"]);
  });

  test.each([6, 7, 28, 60])(
    "a server that cannot be reached (exit %i) is no verdict on any version",
    async (code) => {
      const reply = { code, error: `curl: (${code}) Could not` };
      const { command } = standIn("HTTP2 HTTP3", { ...EVERYTHING, "--http2": reply });

      const { versions } = await ask({ curl: command });

      await expect(versions).rejects.toThrow(
        `Cannot tell the HTTP versions of https://example.com/a: (${code}) Could not`,
      );
    },
  );

  test("a server that answers in no version is no verdict either, and never a version 0", async () => {
    const { command } = standIn("HTTP2 HTTP3", {
      "--http1.0": { code: 35, error: "curl: (35) handshake failure" },
      "--http1.1": { code: 35 },
      "--http2": { code: 35 },
      "--http3-only": { code: 35 },
    });

    const { versions } = await ask({ curl: command });

    await expect(versions).rejects.toThrow(/: \(35\) handshake failure$/);
  });

  test("tries no HTTP/3 without TLS", async () => {
    const { command, calls } = standIn("HTTP2 HTTP3", EVERYTHING);

    const { versions } = await ask({ curl: command, url: "http://example.com/" });

    await expect(versions).resolves.toEqual(["1", "1.1", "2"]);
    expect(calls()).toHaveLength(3);
  });

  test("hands curl one URL after all options, without its credentials", async () => {
    const { command, calls } = standIn("HTTP2 HTTP3", EVERYTHING);

    await ask({ curl: command, url: "https://alice:canary@example.com/[1-9]?a=-o$(id)" });

    for (const call of calls()) {
      expect(call.slice(-2)).toEqual(["--", "https://example.com/[1-9]?a=-o$(id)"]);
      expect(call.slice(0, 2)).toEqual(["-q", "-g"]);
    }
  });
});

describe("with a curl that lacks HTTP/3", () => {
  test("tells the others, and says in the log what was not tried", async () => {
    const { command } = standIn("HTTP2", EVERYTHING);

    const { versions, entries } = await ask({ curl: command, expected: ["1.1", "2"] });

    await expect(versions).resolves.toEqual(["1", "1.1", "2"]);
    expect(entries).toEqual([{ message: "HTTP versions not tried", check: "shop/login", versions: ["3"] }]);
  });

  test("rejects where HTTP/3 is expected", async () => {
    const { command } = standIn("HTTP2", EVERYTHING);

    const { versions } = await ask({ curl: command, expected: ["2", "3"] });

    await expect(versions).rejects.toThrow(
      "Cannot tell the HTTP versions of https://example.com/a: this curl has no HTTP/3",
    );
  });
});

test("without curl it says which command is missing", async () => {
  const { versions } = await ask({ curl: "no-such-curl" });

  await expect(versions).rejects.toThrow(/: "no-such-curl" does not run \(ENOENT\)$/);
});

test.each(["-o/tmp/x", "file:///etc/passwd", "http://169.254.169.254/", "ftp://example.com/"])(
  "asks nothing of %s",
  async (url) => {
    const { command, calls } = standIn("HTTP2 HTTP3", EVERYTHING);

    const { versions } = await ask({ curl: command, url });

    await expect(versions).rejects.toThrow(/^Cannot request/);
    expect(calls).toThrow("ENOENT");
  },
);

const installed = hasCurl();

describe.skipIf(!installed)("with the curl of this machine", () => {
  test("a server that speaks HTTP/1.1 answers everything in it, each request once", async () => {
    const requests: (string | undefined)[] = [];
    const server = await serveHttp((request, response) => {
      requests.push(request.url);
      response.end();
    });

    const { versions } = await ask({ url: `${server.origin}/[1-3]`, expected: ["1.1"] });

    await server.close();
    await expect(versions).resolves.toEqual(["1.1"]);
    expect(new Set(requests)).toEqual(new Set(["/[1-3]"]));
    expect(requests.length).toBeLessThanOrEqual(3);
  });

  test("a server that speaks HTTP/2 as well is told", async () => {
    const certificate = createCertificate({
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 86_400_000),
    });
    const authority = join(folder, "ca.pem");
    writeFileSync(authority, certificate.cert);
    vi.stubEnv("CURL_CA_BUNDLE", authority);
    const server = await listen(
      createSecureServer({ ...certificate, allowHTTP1: true }, (_, response) => response.end()),
      "https",
    );

    const { versions } = await ask({ url: server.origin, expected: ["1.1", "2"] });

    vi.unstubAllEnvs();
    await server.close();
    await expect(versions).resolves.toEqual(["1.1", "2"]);
  });

  test("a dead port is no verdict", async () => {
    const { versions } = await ask({ url: `http://127.0.0.1:${await deadPort()}/` });

    await expect(versions).rejects.toThrow(/: \(7\) /);
  });

  test("a server that is silent is left when the run's time is over, and its curl ends", async () => {
    const server = await serveTcp((socket) => void socket.resume());
    const signal = AbortSignal.timeout(200);

    const { versions } = await ask({ url: server.origin, signal });

    await expect(versions).rejects.toMatchObject({ name: "TimeoutError" });
    await expect.poll(() => server.open.size).toBe(0);
    await server.close();
  });
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
