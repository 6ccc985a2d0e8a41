// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MAX_BATCH_BYTES, MAX_RESULT_AGE_MS } from "../../src/agent_protocol.ts";
import { LiveMessage } from "../../src/show/board_document.ts";
import { agentUnderTest, batchOf, hashOf, reportOf } from "./agent_under_test.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const TOKEN = "open sesame";
const OTHER = "close sesame";
const CONFIG = (more = "") => `
  [agents.vpn]
  token_hashes = ["${hashOf(TOKEN)}"${more}]

  [agents.lan]
  token_hashes = ["${hashOf(OTHER)}"]

  [checks.shop.signer]
  description = "Signs"
  module = "checks.core.heartbeat"
  params.url = "\${SIGNER}/up"
  params.headers = { Authorization = "Bearer \${SIGNER_TOKEN}" }
  agent = "vpn"

  [checks.shop.vault]
  description = "Keeps"
  module = "checks.core.heartbeat"
  params.url = "https://vault.internal/"
  plot = ".level"
  agent = "vpn"

  [checks.office.printer]
  description = "Prints"
  module = "checks.core.heartbeat"
  params.url = "https://printer.internal/"
  agent = "lan"

  [checks.shop.home]
  description = "Is the Worker's own"
  module = "checks.core.heartbeat"
  params.url = "http://127.0.0.1:9/"
`;

let worker: WorkerUnderTest;
let vpn: ReturnType<typeof agentUnderTest>;

beforeAll(async () => {
  worker = await startWorker(CONFIG(), {
    REFRESH_SECRET: "let me in",
    SIGNER_TOKEN: "the Worker has no use for it",
    GITHUB_TOKEN: "canary-in-the-worker",
  });
});
afterAll(() => worker.close());
beforeEach(() => {
  vpn = agentUnderTest(worker, { token: TOKEN });
});

const check = async (path: string) => {
  const response = await worker.fetch(`/checks/${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const storedRuns = async () => {
  const rows = (await worker.sql(
    "Lookout",
    "shop",
    "SELECT body FROM journal ORDER BY number DESC LIMIT 1",
  )) as {
    body: string;
  }[];
  return rows[0] ? (JSON.parse(rows[0].body) as { counters: { runs: number } }).counters.runs : 0;
};

describe("the assignment", () => {
  test("has the agent's own checks, as written, and the hash of all that", async () => {
    const { status, assignment, etag, text } = await vpn.ask();

    expect(status).toBe(200);
    expect(etag).toMatch(/^"[0-9a-f]+"$/);
    expect(assignment).toMatchObject({
      agent: "vpn",
      default_ttl: 60,
      configuration: expect.stringMatching(/^[0-9a-f]{24}$/),
      checks: [
        { project: "shop", name: "signer", written: { params: { url: "${SIGNER}/up" }, agent: "vpn" } },
        { project: "shop", name: "vault" },
      ],
      refresh: [],
    });
    expect(text).not.toContain("the Worker has no use");
  });

  test("is not sent again while it is the same", async () => {
    const { etag } = await vpn.ask();

    const again = await vpn.ask({ etag });
    const weak = await vpn.ask({ etag: `W/${etag}` });

    expect([again.status, weak.status]).toEqual([304, 304]);
  });

  test("of another agent is refused, in the words for one that there is not", async () => {
    const other = await agentUnderTest(worker, { name: "lan", token: TOKEN }).ask();
    const none = await agentUnderTest(worker, { name: "nobody", token: TOKEN }).ask();
    const wrong = await agentUnderTest(worker, { token: "guess-the-token" }).ask();

    expect(other).toEqual({ status: 401, etag: "", assignment: undefined, text: expect.any(String) });
    expect([none, wrong]).toEqual([other, other]);
    const logs = worker.logs();
    expect(logs).toContain("no such agent is configured");
    expect(logs).toContain("its token is none of the configured ones");
    expect(logs).not.toContain("guess-the-token");
  });

  test("comes to an agent that waits when somebody wants a check run, within two seconds", async () => {
    const { etag } = await vpn.ask();
    const waiting = vpn.ask({ etag, wait: 25 });
    const startedAt = Date.now();

    const refreshing = worker.fetch("/checks/shop/signer/refresh", {
      method: "POST",
      headers: { authorization: "Bearer let me in" },
    });
    const { assignment } = await waiting;
    const waited = Date.now() - startedAt;
    const [refresh] = assignment?.refresh ?? [];
    await vpn.tell(
      reportOf({ refresh: refresh?.id ?? "", outcome: { status: "failed", data: "new", value: null } }),
    );
    const response = await refreshing;
    const took = Date.now() - startedAt;

    expect(refresh).toEqual({ check: "shop/signer", id: expect.any(String) });
    expect(waited).toBeLessThan(2_000);
    expect([response.status, ((await response.json()) as { data: unknown }).data]).toEqual([503, "new"]);
    expect(took).toBeLessThan(3_000);
    expect((await vpn.ask()).assignment?.refresh).toEqual([]);
  });
});

describe("a refresh", () => {
  test("of an agent that does not answer gives what is known, and says so; an eviction forgets none", async () => {
    await vpn.tell(reportOf({ check: "shop/vault" }));

    const response = await worker.fetch("/checks/shop/vault?refresh=let%20me%20in");
    await worker.evict("Board", "board");
    const { assignment } = await vpn.ask();

    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      status: "passed",
      note: "Agent vpn was asked to run it, and has not answered yet.",
    });
    expect(assignment?.refresh).toEqual([{ check: "shop/vault", id: expect.any(String) }]);
    await vpn.tell(reportOf({ check: "shop/vault", refresh: assignment?.refresh[0]?.id ?? "" }));
  });
});

describe("results", () => {
  test("are shown as those of any check", async () => {
    const outcome = { status: "failed" as const, data: { level: 2.34567 }, value: 2.34567 };
    const counts = await vpn.tell(reportOf({ check: "shop/vault", outcome }));

    const { status, body } = await check("shop/vault");
    expect(counts).toEqual({ accepted: 1, duplicates: 0, ignored: 0 });
    expect([status, body.status, body.agent, body.data]).toEqual([503, "failed", "vpn", { level: 2.34567 }]);
    const board = (await (await worker.fetch("/board")).json()) as {
      checks: { name: string; value: number }[];
    };
    expect(board.checks.find(({ name }) => name === "vault")?.value).toBe(2.35);
  });

  test("that were told before count once: again, in another batch, and both at once", async () => {
    const before = await storedRuns();
    const batch = batchOf([
      reportOf({ startedAt: Date.now() - 5_000 }),
      reportOf({ startedAt: Date.now() - 4_000 }),
    ]);

    const first = await vpn.push(batch);
    const again = await vpn.push(batch);
    const twins = await Promise.all([
      vpn.push(batchOf([reportOf({ startedAt: 1 + (batch.results[0]?.startedAt ?? 0) })])),
      vpn.push(batchOf([reportOf({ startedAt: 1 + (batch.results[0]?.startedAt ?? 0) })])),
    ]);

    expect(first.body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(twins.map(({ body }) => body.accepted).sort()).toEqual([0, 1]);
    expect((await storedRuns()) - before).toBe(3);
  });

  test("that come late change no state, and are in the history", async () => {
    const now = Date.now();
    await vpn.tell(reportOf({ startedAt: now }));

    const failed = { status: "failed" as const, data: "long ago", value: null };
    const counts = await vpn.tell(reportOf({ startedAt: now - 3 * 3_600_000, outcome: failed }));

    expect(counts.accepted).toBe(1);
    expect((await check("shop/signer")).body.status).toBe("passed");
    const response = await worker.fetch(
      `/checks/shop/signer/history?from=${new Date(now - 6 * 3_600_000).toISOString()}`,
    );
    expect(JSON.stringify(await response.json())).toContain("failed");
  });

  test("in a batch count in the order of their time", async () => {
    const now = Date.now();
    const failed = { status: "failed" as const, data: "then", value: null };
    await vpn.tell(
      reportOf({ startedAt: now + 30, check: "shop/vault" }),
      reportOf({ startedAt: now + 10, check: "shop/vault", outcome: failed }),
      reportOf({ startedAt: now + 20, check: "shop/vault", outcome: failed }),
    );

    expect((await check("shop/vault")).body).toMatchObject({
      status: "passed",
      since: new Date(now + 30 + 10).toISOString(),
    });
  });

  test("older than anybody remembers, and of the future, are ignored", async () => {
    const old = reportOf({ startedAt: Date.now() - MAX_RESULT_AGE_MS - 1_000 });
    const future = reportOf({ startedAt: Date.now() + 6 * 60_000 });

    expect(await vpn.tell(old, future)).toEqual({ accepted: 0, duplicates: 0, ignored: 2 });
  });

  test("survive the end of the runtime, and are known to it", async () => {
    const before = await storedRuns();
    const batch = batchOf([reportOf({ startedAt: Date.now() + 100 })]);
    await vpn.push(batch);

    await worker.restart();
    const again = await vpn.push(batch);

    expect(again.body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await storedRuns()) - before).toBe(1);
  });

  test("that cannot all be stored are not stored at all, and may be told again", async () => {
    const before = await storedRuns();
    const batch = batchOf([reportOf({ startedAt: Date.now() + 200 })]);
    await worker.sql(
      "Lookout",
      "shop",
      "CREATE TRIGGER full BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    );
    const trigger =
      "CREATE TRIGGER full2 BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    await worker.sql("Lookout", "shop", trigger);
    const failed = await vpn.push(batch);
    await worker.sql("Lookout", "shop", "DROP TRIGGER full");
    await worker.sql("Lookout", "shop", "DROP TRIGGER full2");

    const again = await vpn.push(batch);

    expect(failed.status).toBe(503);
    expect(again.body).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await storedRuns()) - before).toBe(1);
  });

  test("hold neither the Worker's secrets nor more than is kept", async () => {
    const data = { seen: "canary-in-the-worker", long: "x".repeat(100_000) };
    await vpn.tell(
      reportOf({ startedAt: Date.now() + 300, outcome: { status: "failed", data, value: null } }),
    );
    const { body } = await check("shop/signer");
    expect(JSON.stringify(body)).not.toContain("canary");
    expect(body.data).toMatchObject({ truncated: true });

    const error = { type: "TypeError", message: `canary-in-the-worker ${"y".repeat(5_000)}` };
    await vpn.tell(reportOf({ startedAt: Date.now() + 400, outcome: { status: "errored", error } }));
    const errored = await check("shop/signer");
    expect(errored.status).toBe(500);
    expect(JSON.stringify(errored.body)).not.toContain("canary");
    expect(JSON.stringify(errored.body).length).toBeLessThan(5_000);
  });
});

describe("a batch is refused, and nothing of it stored,", () => {
  let before = 0;
  beforeEach(async () => {
    before = await storedRuns();
  });
  const unchanged = async () => expect(await storedRuns()).toBe(before);

  test("with the token of another agent, or none", async () => {
    const other = await agentUnderTest(worker, { token: OTHER }).push(batchOf([reportOf()]));
    const none = await worker.fetch("/agents/vpn/results", { method: "POST", body: "{}" });

    expect([other.status, none.status]).toEqual([401, 401]);
    expect(await none.json()).toEqual(other.body);
    await unchanged();
  });

  test("with a check that is not the agent's, or the Worker's own", async () => {
    const batch = batchOf([
      reportOf(),
      reportOf({ check: "office/printer" }),
      reportOf({ check: "shop/home" }),
    ]);

    const { status, body } = await vpn.push(batch);

    expect(status).toBe(403);
    expect(body).toEqual({
      error: "Cannot store results: 2 of the checks are not those of agent vpn",
      foreign: ["office/printer", "shop/home"],
    });
    await unchanged();
  });

  test("with a clock that is ten minutes off, and says by how much", async () => {
    const ahead = await vpn.push(batchOf([reportOf()], { sent_at: Date.now() + 600_000 }));
    const behind = await vpn.push(batchOf([reportOf()], { sent_at: Date.now() - 600_000 }));

    expect([ahead.status, behind.status]).toEqual([409, 409]);
    expect(ahead.body.error).toMatch(
      /the agent's clock says 20.*Z, the Worker's 20.*Z: it is 10 minutes ahead of it, and at most 5 are allowed$/,
    );
    expect(behind.body.error).toMatch(/10 minutes behind it/);
    const heartbeat = (await (await worker.fetch("/__heartbeat__")).json()) as {
      details: { agents: unknown };
    };
    expect(heartbeat.details.agents).toContainEqual(
      expect.objectContaining({
        name: "vpn",
        refused: { at: expect.any(String), why: behind.body.error, skew: expect.any(Number) },
      }),
    );
    await unchanged();
  });

  test("with more bytes than are allowed, as sent or unpacked; a bomb is not unpacked", async () => {
    const noise = randomBytes(2 * MAX_BATCH_BYTES.packed).toString("latin1");
    const bomb = gzipSync(new Uint8Array(512 * 1024 * 1024));

    const gzip = { "content-encoding": "gzip" };
    const answers = [
      await vpn.post(" ".repeat(MAX_BATCH_BYTES.packed + 1)),
      await vpn.post(gzipSync(noise), gzip),
      await vpn.post(gzipSync(`${" ".repeat(MAX_BATCH_BYTES.unpacked)}{}`), gzip),
      await vpn.post(bomb, gzip),
    ];

    expect(bomb.byteLength).toBeLessThan(MAX_BATCH_BYTES.packed);
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
    expect(answers[0]?.body.error).toBe(
      "Cannot store results: expected at most 1048576 bytes as it is sent: send fewer results at once",
    );
    await unchanged();
  });

  test.each([
    ["gzip", "no gzip at all", /gzip as announced/],
    ["gzip", gzipSync(JSON.stringify({})).subarray(0, 10), /complete/],
    ["br", "{}", /expected Content-Encoding gzip, or none/],
    ["identity", "{", /expected JSON/],
    ["identity", new Uint8Array([0xff, 0xfe]), /UTF-8/],
    ["identity", "{}", /missing key "id".*missing key "sent_at"/],
    ["identity", JSON.stringify(batchOf(Array.from({ length: 501 }, () => reportOf()))), /results: .*500/],
    ["identity", JSON.stringify(batchOf([reportOf({ durationMs: -1 })])), /results\.0\.durationMs: /],
    [
      "identity",
      JSON.stringify(batchOf([reportOf()])).replace('"value":null', '"value":1e999'),
      /results\.0\.outcome\.value/,
    ],
    ["identity", JSON.stringify(batchOf([reportOf()])).replace('"passed"', '"stale"'), /results\.0\.outcome/],
    [
      "identity",
      JSON.stringify(batchOf([reportOf()])).replace("true", `${"[".repeat(5_000)}${"]".repeat(5_000)}`),
      /nested too deep/,
    ],
  ])("when it is tampered with: %s, %#", async (encoding, body, error) => {
    const answer = await vpn.post(body, { "content-encoding": encoding });

    expect(answer.status).toBe(encoding === "br" ? 415 : 400);
    expect(answer.body.error).toMatch(error);
    await unchanged();
  });
});

describe("an agent", () => {
  const board = async () => {
    const response = await worker.fetch("/board");
    return (await response.json()) as { agents: Record<string, unknown>[] };
  };

  test("is shown as live once it was heard of, with what it tells of itself", async () => {
    const { assignment } = await vpn.ask();
    const batch = batchOf([reportOf({ startedAt: Date.now() + 500 })]);
    const cannot_run = [
      { check: "shop/signer", why: 'variable "SIGNER" is not set' },
      { check: "office/printer", why: "is another's" },
    ];
    const agent = {
      ...batch.agent,
      configuration: assignment?.configuration ?? "",
      backlog: 7,
      dropped: 2,
      cannot_run,
    };
    await vpn.push({ ...batch, agent });

    const [mine, other] = (await board()).agents;
    expect(mine).toMatchObject({
      ...{ name: "vpn", state: "live", version: "1.2.3", backlog: 7, dropped: 2, current: true, checks: 2 },
      cannot_run: cannot_run.slice(0, 1),
    });
    expect(other).toMatchObject({ name: "lan", state: "never", last_seen: null, checks: 1, current: false });
    const metrics = await (await worker.fetch("/__metrics__")).text();
    expect(metrics).toContain('poucave_agent_up{agent="vpn"} 1\n');
    expect(metrics).toContain('poucave_agent_dropped_results_total{agent="vpn"} 2\n');
    expect(metrics).toContain(`configuration="${assignment?.configuration}"} 1\n`);
  });

  test("that tells something new of itself is on every dashboard at once, and is no news the next time", async () => {
    const messages: string[] = [];
    const socket = new WebSocket(new URL("/live", worker.url.href.replace(/^http/, "ws")));
    socket.addEventListener("message", ({ data }) => messages.push(String(data)));
    await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
    const { agent } = batchOf([]);

    await vpn.push(batchOf([], { agent: { ...agent, version: "2.0.0" } }));
    await expect.poll(() => messages.length).toBe(1);
    await vpn.push(batchOf([], { agent: { ...agent, version: "2.0.0" } }));
    await vpn.push(batchOf([], { agent: { ...agent, version: "2.0.1" } }));
    await expect.poll(() => messages.length).toBe(2);
    socket.close();

    const versions = messages.map((text) => LiveMessage.parse(JSON.parse(text)).agents?.[0]?.version);
    expect(versions).toEqual(["2.0.0", "2.0.1"]);
  });

  test("that tells nothing but that it is there costs at most one row a minute", async () => {
    const rows = async () => {
      const metrics = await (await worker.fetch("/__metrics__")).text();
      return Number(/poucave_rows_written_total\{object="board"\} (\d+)/.exec(metrics)?.[1]);
    };
    const { agent } = batchOf([]);
    await vpn.push(batchOf([], { agent }));
    const before = await rows();

    for (let beat = 0; beat < 5; beat += 1) await vpn.push(batchOf([], { agent }));

    expect((await rows()) - before).toBe(0);
  });

  test("changes its token without a gap, and a new assignment reaches it at once", async () => {
    const { etag } = await vpn.ask();
    const next = agentUnderTest(worker, { token: "the next token" });
    expect((await next.ask()).status).toBe(401);

    await worker.reconfigure(CONFIG(`, "${hashOf("the next token")}"`));
    const [old, young] = [await vpn.ask({ etag }), await next.ask({ etag })];
    await worker.reconfigure(
      CONFIG().replace(hashOf(TOKEN), hashOf("the next token")).replace("Signs", "Signs well"),
    );
    const [gone, current] = [await vpn.ask({ etag }), await next.ask({ etag })];

    expect([old.status, young.status]).toEqual([304, 304]);
    expect([gone.status, current.status]).toEqual([401, 200]);
    expect(current.assignment?.checks[0]?.written).toMatchObject({ description: "Signs well" });
    await worker.reconfigure(CONFIG());
  });
});
