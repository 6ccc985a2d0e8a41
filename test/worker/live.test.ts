import { afterAll, beforeAll, expect, test } from "vitest";
import { BoardDocument, LiveMessage } from "../../src/show/board_document.ts";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

let target: TargetServer;
let worker: WorkerUnderTest;

beforeAll(async () => {
  target = await startTarget({ "/ok": json("fine") });
  worker = await startWorker(
    `
    [checks.shop.home]
    description = "The shop answers"
    module = "checks.core.heartbeat"
    ttl = 1
    params.url = "${target.origin}/ok"
    `,
    { TICK_SECONDS: "1", REFRESH_SECRET: "open sesame", CORS_ORIGINS: "https://ops.example.com" },
  );
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

async function open(): Promise<{ socket: WebSocket; messages: string[] }> {
  const socket = new WebSocket(new URL("/live", worker.url.href.replace(/^http/, "ws")));
  const messages: string[] = [];
  socket.addEventListener("message", ({ data }) => messages.push(String(data)));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  return { socket, messages };
}
const refresh = () => worker.fetch("/checks/shop/home?refresh=open%20sesame");

test("the board and its messages are what their schemas say", async () => {
  const { socket, messages } = await open();

  await worker.tick();
  await expect.poll(() => messages.length).toBeGreaterThan(0);

  expect(LiveMessage.parse(JSON.parse(messages[0] ?? "")).checks).toMatchObject([
    { name: "home", status: "passed" },
  ]);
  expect(BoardDocument.parse(await (await worker.fetch("/board")).json()).checks).toMatchObject([
    { name: "home", status: "passed", summary: '"fine"', url: "/checks/shop/home" },
  ]);
  socket.close();
});

test("a dashboard stays connected while the Board sleeps", async () => {
  const { socket, messages } = await open();

  await worker.evict("Board", "board");
  await refresh();

  await expect.poll(() => messages.length).toBeGreaterThan(0);
  socket.close();
});

test("a keep-alive is answered", async () => {
  const { socket, messages } = await open();

  socket.send("ping");

  await expect.poll(() => messages).toContain("pong");
  socket.close();
});

test("a page of an origin that is not configured may not follow", async () => {
  const response = await worker.fetch("/live", {
    headers: { upgrade: "websocket", origin: "https://evil.example.com" },
  });

  expect([response.status, await response.json()]).toEqual([
    403,
    { error: expect.stringContaining("CORS_ORIGINS") },
  ]);
});

test("without a WebSocket there is nothing to follow: 426", async () => {
  const response = await worker.fetch("/live");

  expect(response.status).toBe(426);
});

test("the board answers 304 while no check has a new state", async () => {
  const first = await worker.fetch("/board");
  const etag = first.headers.get("etag") ?? "";

  const again = await worker.fetch("/board", { headers: { "if-none-match": etag } });
  await refresh();
  await expect
    .poll(async () => (await worker.fetch("/board", { headers: { "if-none-match": etag } })).status)
    .toBe(200);

  expect(again.status).toBe(304);
});

test("a result that nobody renews becomes stale", async () => {
  await refresh();
  const board = async () => BoardDocument.parse(await (await worker.fetch("/board")).json());
  const [check] = (await board()).checks;

  // ttl 1 s, two ticks of 1 s, a run's 30 s.
  expect(Date.parse(check?.stale_at ?? "") - Date.parse(check?.datetime ?? "")).toBe(33_000);
});
