import type { RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Incident } from "../../src/incidents/incident.ts";
import { BoardDocument } from "../../src/show/board_document.ts";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let target: TargetServer;
let worker: WorkerUnderTest;
let home: RequestListener = json({});
let till: RequestListener = json({});
const messages: string[] = [];

beforeAll(async () => {
  target = await startTarget({
    "/ok": json({}),
    "/home": (request, response) => home(request, response),
    "/till": (request, response) => till(request, response),
    "/hook": (request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => messages.push(text));
      request.on("end", () => response.end());
    },
  });
  const soon = new Date(Date.now() + HOUR_MS).toISOString();
  const later = new Date(Date.now() + 2 * HOUR_MS).toISOString();
  worker = await startWorker(
    `
    [checks.shop.home]
    description = "The shop answers"
    module = "checks.core.heartbeat"
    after = 1
    ttl = 1
    tags = ["critical"]
    params.url = "${target.origin}/home"
    [checks.shop.cart]
    description = "The cart answers"
    module = "checks.core.heartbeat"
    ttl = 1
    params.url = "${target.origin}/ok"
    [checks.shop.till]
    description = "The till answers"
    module = "checks.core.heartbeat"
    after = 1
    ttl = 1
    params.url = "${target.origin}/till"
    [checks.bank.account]
    description = "The account answers"
    module = "checks.core.heartbeat"
    ttl = 1
    params.url = "${target.origin}/ok"
    [[maintenance]]
    cron = "* * * * *"
    duration = "5m"
    check = "bank/account"
    reason = "always"
    [[maintenance]]
    from = ${soon}
    to = ${later}
    project = "bank"
    reason = "once"
    [[maintenance]]
    from = 2020-01-01T00:00:00Z
    to = 2020-01-02T00:00:00Z
    reason = "long ago"
    [notify.hook]
    url = "${target.origin}/hook"
    [known_issues]
    tracker = "none"
    `,
    { REFRESH_SECRET: "open sesame", TICK_SECONDS: "1" },
  );
});
beforeEach(async () => {
  home = json({});
  till = json({});
  await refresh();
  await refresh("till");
});
afterEach(async () => {
  for (const { id } of await manual()) await end(id);
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

const refresh = (name = "home") => worker.fetch(`/checks/shop/${name}?refresh=open%20sesame`);
const AUTHORISED = { authorization: "Bearer open sesame" };

async function begin(asked: unknown, headers: Record<string, string> = AUTHORISED) {
  const body = typeof asked === "string" ? asked : JSON.stringify(asked);
  const response = await worker.fetch("/maintenance", { method: "POST", headers, body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
async function end(id: string, headers: Record<string, string> = AUTHORISED) {
  const response = await worker.fetch(`/maintenance/${id}`, { method: "DELETE", headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
const list = async () =>
  (await (await worker.fetch("/maintenance")).json()) as { id: string; reason: string; open: boolean }[];
const manual = async () => (await list()).filter(({ id }) => !id.startsWith("configured"));
const board = async () => {
  const { checks } = BoardDocument.parse(await (await worker.fetch("/board")).json());
  return Object.fromEntries(checks.map(({ name, maintenance }) => [name, maintenance?.reason]));
};
const answer = async () =>
  (await (await worker.fetch("/checks/shop/home")).json()) as Record<string, unknown>;
const lastIncident = async (name = "home") => {
  const rows = await worker.sql("Board", "board", "SELECT body FROM incidents");
  const bodies = rows.map((row) => JSON.parse((row as { body: string }).body) as Incident);
  return bodies
    .filter(({ check }) => check === name)
    .sort((one, other) => one.start - other.start)
    .at(-1);
};

test("lists what is open and what will come, and not what is over", async () => {
  expect(await list()).toMatchObject([
    { id: "configured-0", check: "bank/account", project: null, tag: null, reason: "always", open: true },
    { id: "configured-1", project: "bank", reason: "once", open: false },
  ]);
});

test("a window is opened for minutes, shows on the board and in answers, and is ended early", async () => {
  const { status, body } = await begin({ tag: "critical", minutes: 15, reason: "a new database" });

  expect(status).toBe(201);
  expect(Date.parse(body.to ?? "") - Date.parse(body.from ?? "")).toBe(15 * MINUTE_MS);
  expect(await board()).toEqual({
    home: "a new database",
    cart: undefined,
    till: undefined,
    account: "always",
  });
  expect(await answer()).toMatchObject({ maintenance: { reason: "a new database", until: body.to } });

  const ended = await end(body.id ?? "");

  expect(ended).toMatchObject({ status: 200, body: { id: body.id, reason: "a new database" } });
  expect(await board()).toMatchObject({ home: undefined });
  expect(await answer()).toMatchObject({ maintenance: null });
  expect((await end(body.id ?? "")).status).toBe(404);
});

test("a window outlasts the Board's memory, and expires by itself", async () => {
  await begin({ check: "shop/home", minutes: 0.05, reason: "short" });
  await worker.evict("Board", "board");

  expect(await board()).toMatchObject({ home: "short" });
  await expect.poll(board, { timeout: 10_000 }).toMatchObject({ home: undefined });
  expect(await manual()).toEqual([]);
});

test("dashboards are told when a window begins", async () => {
  const socket = new WebSocket(new URL("/live", worker.url.href.replace(/^http/, "ws")));
  const messages: string[] = [];
  socket.addEventListener("message", ({ data }) => messages.push(String(data)));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));

  await begin({ project: "shop", minutes: 1, reason: "told" });

  await expect.poll(() => messages.join()).toContain('"reason":"told"');
  socket.close();
});

test("the text report says that a failing check is being worked on", async () => {
  home = json({}, 500);
  await begin({ project: "shop", minutes: 1, reason: "new disks" });

  const response = await worker.fetch("/checks/shop/home?refresh=open%20sesame", {
    headers: { accept: "text/plain" },
  });

  expect(await response.text()).toMatch(/ {2}Maintenance: until 20.*Z, new disks\n/);
});

test("checks go on running; an incident that begins in a window is told once it outlasts it", async () => {
  const { body } = await begin({ project: "shop", minutes: 5 });
  home = json({}, 500);
  await refresh();
  await expect.poll(() => lastIncident()).toMatchObject({ check: "home", maintenance: true, end: null });

  await end(body.id ?? "");
  await worker.tick();

  expect(await lastIncident()).toMatchObject({ check: "home", maintenance: false, end: null });
});

test("nobody is told of what began in a window before the window ends, and then once", async () => {
  const told = () => messages.filter((text) => text.includes("shop/till"));
  const { body } = await begin({ check: "shop/till", minutes: 5 });
  till = json({}, 500);
  await refresh("till");
  await expect.poll(() => lastIncident("till")).toMatchObject({ maintenance: true, end: null });
  await worker.tick();
  const before = told().length;

  await end(body.id ?? "");
  await worker.tick();
  await expect.poll(() => told().length, { timeout: 10_000 }).toBe(1);
  await worker.tick();

  expect([before, told().length]).toEqual([0, 1]);
});

test("an incident that ends within its window stays silent", async () => {
  const { body } = await begin({ project: "shop", minutes: 5 });
  till = json({}, 500);
  await refresh("till");
  till = json({});
  await refresh("till");
  await expect.poll(() => lastIncident("till")).toMatchObject({ maintenance: true, end: expect.any(Number) });

  await end(body.id ?? "");
  await worker.tick();

  expect(await lastIncident("till")).toMatchObject({ maintenance: true, end: expect.any(Number) });
});

test.each([
  ["no secret", {}, 401],
  ["another secret", { authorization: "Bearer guess" }, 401],
])("with %s nobody is silenced", async (_, headers, status) => {
  expect(await begin({ minutes: 5 }, headers)).toEqual({
    status,
    body: { error: "Cannot begin maintenance: the secret is not the configured one" },
  });
  expect((await end("configured-0", headers)).status).toBe(status);
});

test.each([
  ["not json", 'expected JSON, such as {"project": "shop", "minutes": 15}'],
  [{}, 'missing key "minutes", expected number'],
  [{ minutes: 1441 }, "minutes: too big: expected number to be <=1440"],
  [{ minutes: 0 }, "minutes: too small: expected number to be >0"],
  [{ minutes: "5" }, "minutes: expected number, received string"],
  [{ minutes: 5, prject: "shop" }, 'prject: unknown key "prject", did you mean "project"?'],
  [{ minutes: 5, project: "shopp" }, 'no check has the project "shopp", did you mean "shop"?'],
  [{ minutes: 5, check: "shop/hom" }, 'no check is called "shop/hom", did you mean "shop/home"?'],
])("refuses %j: %s", async (asked, why) => {
  const { status, body } = await begin(asked);

  expect([status, body.error]).toEqual([400, expect.stringContaining(`Cannot begin maintenance: `)]);
  expect(body.error).toContain(why);
});

test("refuses what is too long to be a window", async () => {
  expect((await begin({ minutes: 5, reason: "x".repeat(5_000) })).status).toBe(413);
});

test("a configured window cannot be ended, nor one that never was", async () => {
  expect((await end("configured-0")).status).toBe(404);
  expect((await end("nothing")).status).toBe(404);
});
