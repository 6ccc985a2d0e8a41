import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;

beforeAll(async () => {
  target = await startTarget({
    "/ok": json({ database: "ok" }),
    "/bad": json({ database: "gone" }, 503),
    "/huge": json({ text: "x".repeat(200_000) }),
    "/garbage": (_request, response) => response.end("not JSON"),
  });
  worker = await startWorker(
    `
    [checks.shop.home]
    description = "The shop answers"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/ok"
    tags = ["critical", "web"]

    [checks.shop.basket]
    description = "The basket answers"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/bad"
    tags = ["critical"]

    [checks.shop.stock]
    description = "Nothing can be told of it"
    module = "checks.core.json_value"
    params = { url = "${target.origin}/garbage", path = ".stock", min = 1 }

    [checks.shop.huge]
    description = "Says more than is kept"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/huge"

    [checks.shop.misspelt]
    description = "Its module does not exist"
    module = "checks.core.hearbeat"

    [agents.vpn]
    token_hashes = ["${"0".repeat(64)}"]

    [checks.private.signer]
    description = "Only an agent reaches it"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/ok"
    agent = "vpn"

    [checks.other.http]
    description = "Only an agent can run it"
    module = "checks.core.http_versions"
    params.url = "${target.origin}/ok"
    `,
    {
      TROUBLESHOOTING_LINK_TEMPLATE: "https://docs.example.com/{project}/{check}",
      CORS_ORIGINS: "https://ops.example.com",
    },
  );
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await worker.fetch(path, { headers });
  const text = await response.text();
  const isJson = text !== "" && response.headers.get("content-type")?.includes("json");
  const body = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

describe("GET /checks/{project}/{check}", () => {
  test("answers 200 with the original's fields, and status, since, error and agent", async () => {
    const { status, body } = await get("/checks/shop/home");

    expect(status).toBe(200);
    expect(body).toEqual({
      name: "home",
      project: "shop",
      module: "checks.core.heartbeat",
      tags: ["critical", "web"],
      description: "The shop answers",
      documentation: expect.stringMatching(/^The URL/),
      url: "/checks/shop/home",
      ttl: 60,
      parameters: { url: `${target.origin}/ok`, expected_status: 200 },
      troubleshooting: "https://docs.example.com/shop/home",
      datetime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
      duration: expect.any(Number),
      success: true,
      data: { database: "ok" },
      buglist: [],
      buglist_as_of: null,
      buglist_note: expect.any(String),
      maintenance: null,
      history: [],
      status: "passed",
      since: expect.any(String),
      error: null,
      agent: null,
    });
  });

  test("answers 503 with the data of a check that fails", async () => {
    const { status, body } = await get("/checks/shop/basket");

    expect([status, body.success, body.status, body.data]).toEqual([
      503,
      false,
      "failed",
      { database: "gone" },
    ]);
  });

  test("answers 500 with the error of a check that could not tell", async () => {
    const { status, body } = await get("/checks/shop/stock");

    expect([status, body.status, body.success, body.data]).toEqual([500, "errored", false, null]);
    expect(body.error).toEqual({
      type: expect.stringMatching(/Error$/),
      message: expect.stringContaining(`Cannot read ${target.origin}/garbage`),
    });
  });

  test("answers 500 for a misconfigured check, and says what is wrong with it", async () => {
    const { status, body } = await get("/checks/shop/misspelt");

    expect([status, body.status]).toEqual([500, "errored"]);
    expect(body.error.message).toContain('did you mean "checks.core.heartbeat"');
  });

  test("answers 503 and pending for a check of an agent that has not reported", async () => {
    const { status, body } = await get("/checks/private/signer");

    expect([status, body.status, body.agent, body.datetime]).toEqual([503, "pending", "vpn", null]);
  });

  test("says that only an agent can run what the Worker cannot", async () => {
    const { status, body } = await get("/checks/other/http");

    expect([status, body.error.message]).toEqual([500, expect.stringMatching(/httpVersions.*only an agent/)]);
  });

  test("cuts data over 64 KiB, and says so", async () => {
    const { body } = await get("/checks/shop/huge");

    expect(body.data).toMatchObject({ truncated: true, bytes: 200_011 });
    expect(JSON.stringify(body).length).toBeLessThan(70_000);
  });

  test("a fresh result is answered without another request to the service", async () => {
    await get("/checks/shop/home");
    const before = target.requests.length;

    await get("/checks/shop/home");

    expect(target.requests.length).toBe(before);
  });

  test("may be kept at the edge only as long as it can be trusted", async () => {
    const { headers } = await get("/checks/shop/basket");

    expect(headers.get("cloudflare-cdn-cache-control")).toBe("public, max-age=15, must-revalidate");
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("cache-tag")).toBeNull();
  });

  test("answers 304 to who has it already, but never for a failure", async () => {
    const home = await get("/checks/shop/home");
    const basket = await get("/checks/shop/basket");

    const again = await get("/checks/shop/home", { "if-none-match": home.headers.get("etag") ?? "" });
    const failing = await get("/checks/shop/basket", { "if-none-match": basket.headers.get("etag") ?? "" });

    expect([again.status, again.body]).toEqual([304, ""]);
    expect(failing.status).toBe(503);
  });

  test("renders text, with the details of what does not hold, where text is asked for", async () => {
    const { headers, body } = await get("/checks/shop/basket", { accept: "text/plain" });

    expect(headers.get("content-type")).toContain("text/plain");
    expect(body).toContain("shop  basket  failed");
    expect(body).toContain('"database": "gone"');
  });

  test("answers 406 to a format that it has not", async () => {
    const { status, body } = await get("/checks/shop/home", { accept: "image/png" });

    expect([status, body.error]).toEqual([406, expect.stringContaining("application/json and text/plain")]);
  });

  test("HEAD answers the status without a body", async () => {
    const response = await worker.fetch("/checks/shop/basket", { method: "HEAD" });

    expect([response.status, await response.text()]).toEqual([503, ""]);
  });

  test.each([
    "/checks/shop/nothing",
    "/checks/nothing/home",
    "/checks/nothing",
    "/checks/tags/nothing",
    "/nothing",
  ])("%s is a JSON 404", async (path) => {
    const { status, body } = await get(path);

    expect([status, Object.keys(body)]).toEqual([404, ["error"]]);
  });
});

describe("lists", () => {
  test("GET /checks names every check, and who runs it", async () => {
    const { body } = await get("/checks");

    expect(body.map(({ project, name, agent }: Record<string, string>) => [project, name, agent])).toEqual([
      ["shop", "home", null],
      ["shop", "basket", null],
      ["shop", "stock", null],
      ["shop", "huge", null],
      ["shop", "misspelt", null],
      ["private", "signer", "vpn"],
      ["other", "http", null],
    ]);
  });

  test("a project answers 503 with all its checks, although one of them errs", async () => {
    const { status, body } = await get("/checks/shop");

    expect(status).toBe(503);
    expect(body.map((check: { status: string }) => check.status)).toEqual([
      "passed",
      "failed",
      "errored",
      "passed",
      "errored",
    ]);
  });

  test("tags joined by + select the checks that have them all", async () => {
    const both = await get("/checks/tags/critical+web");
    const one = await get("/checks/tags/critical");

    expect([both.status, both.body.map((check: { name: string }) => check.name)]).toEqual([200, ["home"]]);
    expect([one.status, one.body.map((check: { name: string }) => check.name)]).toEqual([
      503,
      ["home", "basket"],
    ]);
  });

  test("a list as text has a line for each check", async () => {
    const { body } = await get("/checks/shop", { accept: "text/plain" });

    expect(body.split("\n").slice(0, 2)).toEqual(["shop  home      passed", "shop  basket    failed"]);
  });
});

describe("every answer", () => {
  test("only the configured origins may read it from a page", async () => {
    const friend = await get("/checks/shop/home", { origin: "https://ops.example.com" });
    const stranger = await get("/checks/shop/home", { origin: "https://evil.example.com" });

    expect(friend.headers.get("access-control-allow-origin")).toBe("https://ops.example.com");
    expect(stranger.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("carries a Content-Security-Policy without unsafe-inline", async () => {
    for (const path of ["/", "/checks", "/checks/shop/home", "/board", "/diagram.svg", "/nothing"]) {
      const policy = (await get(path)).headers.get("content-security-policy");

      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toContain("unsafe");
    }
  });
});
