import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askGitHub } from "../../src/known_issues/github_issues.ts";
import { type Constellation, type PartName, startConstellation } from "./mod.ts";
import { serve } from "./serve.ts";

const HOUR_MS = 3_600_000;

let constellation: Constellation;
let now = Date.parse("2026-11-22T12:00:00Z");

beforeAll(async () => {
  constellation = await startConstellation({ now: () => now });
});
afterAll(() => constellation.close());

/** Runs `observe` while `part` is broken. */
async function whileBroken<T>(part: PartName, observe: () => Promise<T>): Promise<T> {
  constellation.break(part);
  try {
    return await observe();
  } finally {
    constellation.mend(part);
  }
}
const ask = (path: string, init?: RequestInit) => fetch(constellation.url + path, init);
const json = async (path: string) => await (await ask(path)).json();

describe("control", () => {
  it("lists the parts, whether they are broken, and what breaking them means", async () => {
    const { parts } = await json("/");

    expect(parts.cdn).toEqual({ broken: false, when_broken: "serves copies that are an hour old" });
  });

  it("breaks and mends a part over HTTP", async () => {
    const broken = await ask("/break/origin", { method: "POST" });
    const whenBroken = await ask("/origin/__heartbeat__");
    await ask("/mend/origin", { method: "POST" });
    const whenMended = await ask("/origin/__heartbeat__");

    expect(await broken.json()).toMatchObject({ part: "origin", broken: true });
    expect([whenBroken.status, whenMended.status]).toEqual([503, 200]);
  });

  it("answers 404 for an unknown part, and names those there are", async () => {
    const response = await ask("/break/moon", { method: "POST" });

    expect(response.status).toBe(404);
    expect((await response.json()).error).toMatch(/^Cannot break "moon": the parts are origin, .*signer$/);
  });
});

describe("the origin", () => {
  it("changes its records now and then, and tells whoever knows them already", async () => {
    const first = await ask("/origin/records");
    const etag = first.headers.get("etag") ?? "";
    const unchanged = await ask("/origin/records", { headers: { "if-none-match": etag } });
    now += 10 * 60_000;
    const changed = await ask("/origin/records", { headers: { "if-none-match": etag } });

    expect([unchanged.status, changed.status]).toEqual([304, 200]);
    expect((await changed.json()).timestamp).toBeGreaterThan((await first.json()).timestamp);
  });

  it("is slow while its database is", async () => {
    const startedAt = performance.now();
    await whileBroken("database", () => ask("/origin/__heartbeat__", { method: "HEAD" }));

    expect(performance.now() - startedAt).toBeGreaterThan(1_400);
  });

  it("says what is wrong with it while it is broken", async () => {
    const body = await whileBroken("origin", () => json("/origin/__heartbeat__"));

    expect(body).toEqual({ database: false, storage: true });
  });
});

describe("the CDN", () => {
  it("serves its copy with an age until it is too old, and then asks again", async () => {
    const { headers: first } = await ask("/cdn/records");
    now += 7_000;
    const { headers: second } = await ask("/cdn/records");
    now += 7_000;
    const { headers: third } = await ask("/cdn/records");

    expect(first.get("x-cache")).toMatch(/^(Miss|RefreshHit) from cloudfront$/);
    expect([second.get("x-cache"), second.get("age")]).toEqual(["Hit from cloudfront", "7"]);
    expect([third.get("x-cache"), third.get("age")]).toEqual(["RefreshHit from cloudfront", "0"]);
  });

  it("is told when something is published, and forgets its copy", async () => {
    const before = await (await ask("/cdn/records")).json();
    now += 10 * 60_000 - 1_000;
    await ask("/cdn/records");
    now += 2_000;
    const after = await (await ask("/cdn/records")).json();

    expect(after.timestamp - before.timestamp).toBeGreaterThan(0);
    expect(after).toEqual(await json("/origin/records"));
  });

  it("serves an hour old copy while it is broken, and says so by its age", async () => {
    const [fresh, stale] = await whileBroken("cdn", () =>
      Promise.all([ask("/origin/records"), ask("/cdn/records")]),
    );

    const { timestamp } = await stale.json();
    expect((await fresh.json()).timestamp - timestamp).toBe(HOUR_MS);
    expect(Number(stale.headers.get("age"))).toBe(3600);
  });

  it("goes on with its copy while the origin is down, and has nothing to say without one", async () => {
    now += 60_000;
    await ask("/cdn/records");
    now += 120_000;
    const [known, unknown] = await whileBroken("origin", () =>
      Promise.all([ask("/cdn/records"), ask("/cdn/status.json")]),
    );

    expect([known.status, known.headers.get("age")]).toEqual([200, "120"]);
    expect([unknown.status, unknown.headers.get("x-cache")]).toEqual([502, "Error from cloudfront"]);
  });

  it("forgets to let web pages read it, when told so", async () => {
    const before = await ask("/cdn/records", { method: "HEAD" });
    const without = await whileBroken("cors", () => ask("/cdn/records", { method: "HEAD" }));

    expect(before.headers.get("access-control-allow-origin")).toBe("*");
    expect(without.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("the push service", () => {
  it("answers a hello with the version of its broadcast, an ETag with its quotes", async () => {
    const hello = JSON.stringify({
      messageType: "hello",
      broadcasts: { "almanac/records": "v0" },
      use_webpush: true,
    });
    const socket = new WebSocket(`${constellation.url.replace("http", "ws")}/push/`);
    const answer = await new Promise<string>((resolve, reject) => {
      socket.onopen = () => socket.send(hello);
      socket.onmessage = ({ data }) => resolve(String(data));
      socket.onerror = () => reject(new Error("no answer"));
    });
    socket.close();

    expect(JSON.parse(answer)).toMatchObject({
      messageType: "hello",
      status: 200,
      broadcasts: { "almanac/records": expect.stringMatching(/^"\d+"$/) },
    });
  });

  it("accepts requests and never answers while it is broken", async () => {
    const asked = whileBroken("push", () => ask("/push/status.json", { signal: AbortSignal.timeout(200) }));

    await expect(asked).rejects.toThrow("timeout");
  });
});

describe("the TLS server", () => {
  it("shows a certificate of 90 days, which soon expires while it is broken", async () => {
    const whole = await daysLeft(constellation.tlsUrl);
    const broken = await whileBroken("certificate", () => daysLeft(constellation.tlsUrl));
    const mended = await daysLeft(constellation.tlsUrl);

    expect([whole, broken, mended]).toEqual([74, 3, 74]);
  });
});

describe("the stand-ins", () => {
  it("lists pull requests in pages, as GitHub does, with a link to the next", async () => {
    const headers = { "user-agent": "test" };
    const first = await ask("/github/repos/almanac/api/pulls?state=open", { headers });
    const second = await ask("/github/repos/almanac/api/pulls?state=open&page=2", { headers });

    expect(first.headers.get("link")).toBe(
      '<https://api.github.com/repos/almanac/api/pulls?state=open&page=2>; rel="next"',
    );
    expect([(await first.json()).length, (await second.json()).length]).toEqual([30, 4]);
    expect(second.headers.get("link")).toBeNull();
  });

  it("refuses requests without a User-Agent, and unknown repositories, as GitHub does", async () => {
    const anonymous = await ask("/github/repos/almanac/api/pulls", { headers: { "user-agent": "" } });
    const unknown = await ask("/github/repos/nobody/nothing/pulls");

    expect([anonymous.status, unknown.status]).toEqual([403, 404]);
  });

  it("finds known issues by whiteboard, as Bugzilla does", async () => {
    const { bugs } = await json("/bugzilla/rest/bug?whiteboard=cdn/age");

    expect(bugs).toMatchObject([{ id: 1650001, is_open: true }]);
  });

  it("lists issues with a label, and pull requests among them, as GitHub does", async () => {
    const fetchHere = (url: string) =>
      ask(url.replace("https://api.github.com", "/github"), { headers: { "user-agent": "test" } });

    const known = await askGitHub(fetchHere, { repository: "almanac/api", label: "known issue" });
    const others = await askGitHub(fetchHere, { repository: "almanac/api", label: "wish" });

    expect(known.issues.map(({ id, open, fixed }) => [id, open, fixed])).toEqual([
      [91, true, false],
      [64, false, true],
    ]);
    expect(others.issues).toEqual([]);
  });

  it("shows the commit of the latest build of Read the Docs", async () => {
    const page = await (await ask("/readthedocs/projects/almanac/builds/")).text();

    expect(page).toMatch(/<a href="https:\/\/github.com\/almanac\/api\/commit\/[0-9a-f]{40}">/);
  });
});

describe("the signer", () => {
  it("signs on a port of its own, unless it is broken", async () => {
    const sign = () => fetch(`${constellation.signerUrl}/sign`, { method: "POST", body: "records" });
    const signed = await sign();
    const refused = await whileBroken("signer", sign);

    expect(await signed.json()).toMatchObject({ signature: expect.stringMatching(/^[\w-]{64}$/) });
    expect(refused.status).toBe(500);
    expect((await ask("/sign", { method: "POST" })).status).toBe(404);
  });
});

describe("the backup", () => {
  it("pings its check with its token, and says how it went", async () => {
    const listening = await startListener();
    const own = await startConstellation();
    own.ping(`${listening.url}/checks/jobs/backup`, "t0ken");
    const first = await listening.next();
    own.break("backup");
    own.ping(`${listening.url}/checks/jobs/backup`, "t0ken");
    const second = await listening.next();
    await own.close();
    await listening.close();

    expect(first).toEqual(["POST", "/checks/jobs/backup/ping", "Bearer t0ken", "18,204 rows saved"]);
    expect(second.slice(0, 3)).toEqual(["POST", "/checks/jobs/backup/ping/fail", "Bearer t0ken"]);
  });
});

/** A server that tells each request it got: method, path, authorization, body. */
async function startListener() {
  const got: string[][] = [];
  const waiting: ((request: string[]) => void)[] = [];
  const { port, close } = await serve(
    async (request) => {
      const { pathname } = new URL(request.url);
      const told = [
        request.method,
        pathname,
        request.headers.get("authorization") ?? "",
        await request.text(),
      ];
      const waiter = waiting.shift();
      if (waiter) waiter(told);
      else got.push(told);
      return new Response();
    },
    { port: 0 },
  );
  const next = async () => got.shift() ?? (await new Promise<string[]>((resolve) => waiting.push(resolve)));
  return { url: `http://127.0.0.1:${port}`, next, close };
}

async function daysLeft(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect({
    host: "127.0.0.1",
    port: Number(port),
    servername: hostname,
    rejectUnauthorized: false,
  });
  await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
  const { valid_to } = socket.getPeerCertificate();
  socket.destroy();
  return Math.round((Date.parse(valid_to) - now) / 86_400_000);
}
