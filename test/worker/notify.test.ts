import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type LocalServer, serveHttp } from "../local_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

interface Received {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: {
    readonly schema: string;
    readonly title: string;
    readonly text: string;
    readonly missed: number;
    readonly events: readonly {
      readonly type: string;
      readonly check: string;
      readonly lasted_seconds: number | null;
    }[];
  };
}

const SECRET = "canary-webhook-1";

let service: LocalServer;
let receiver: LocalServer;
let worker: WorkerUnderTest;
let healthy = true;
const received: Received[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  service = await serveHttp((_request, response) =>
    response.writeHead(healthy ? 200 : 500).end(`{"a":"<b>"}`),
  );
  receiver = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      path: request.url ?? "",
      key: request.headers["idempotency-key"]?.toString(),
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    answer(request, response);
  });
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(async () => {
  healthy = true;
  received.length = 0;
  answer = (_request, response) => response.writeHead(204).end();
  const checks = Array.from(
    { length: 20 },
    (_, index) => `
    [checks.shop.part${index}]
    description = "Part ${index} answers"
    module = "checks.core.heartbeat"
    params.url = "${service.origin}/"
    after = 1
    tags = ["tag${index}"]
    `,
  );
  worker = await startWorker(
    `${checks.join("\n")}
    [notify.all]
    url = "\${HOOK}"
    [notify.one]
    url = "\${HOOK}&one"
    checks = ["shop/part3"]
    `,
    {
      HOOK: `${receiver.origin}/hook?token=${SECRET}`,
      REFRESH_SECRET: "canary-refresh-2",
      SERVICE_URL: "https://poucave.example",
    },
  );
});
afterEach(() => worker.close());

/** Runs all checks, whether they are due or not, and then does what comes after a tick. */
async function ticked(): Promise<void> {
  const ids = Array.from({ length: 20 }, (_, index) => `/checks/shop/part${index}?refresh=canary-refresh-2`);
  await Promise.all(ids.map((path) => worker.fetch(path)));
  await worker.tick();
}

const states = async () => {
  const { details } = (await (await worker.fetch("/__heartbeat__")).json()) as {
    details: { notifications: Record<string, unknown>[] };
  };
  return details.notifications;
};

test("twenty checks that fail together are one message, and one when they hold again", async () => {
  await worker.tick();
  healthy = false;
  await ticked();
  await ticked();
  healthy = true;
  await ticked();

  const all = received.filter(({ path }) => !path.endsWith("&one")).map(({ body }) => body);
  expect(all.map(({ title }) => title)).toEqual(["20 checks do not hold", "20 checks hold again"]);
  expect(all[0]?.schema).toBe("poucave.message/1");
  expect(all[0]?.text).toContain("https://poucave.example/#/shop/part0");
  expect(all[1]?.events[0]?.lasted_seconds).toBeTypeOf("number");
  const one = received.filter(({ path }) => path.endsWith("&one")).map(({ body }) => body.title);
  expect(one).toEqual(["shop/part3 fails", expect.stringMatching(/^shop\/part3 holds again, after \d+ s$/)]);
});

test("a receiver that answers 503 is told the same again, later, under the same key", async () => {
  await worker.tick();
  answer = (_request, response) => response.writeHead(503, { "retry-after": "0" }).end();
  healthy = false;
  await ticked();
  const failing = await states();
  answer = (_request, response) => response.writeHead(200).end();
  await ticked();
  await ticked();

  const all = received.filter(({ path }) => !path.endsWith("&one"));
  expect(all).toHaveLength(2);
  expect(all[1]).toEqual(all[0]);
  expect(failing[0]).toMatchObject({
    destination: "all",
    waiting: 20,
    delivered: 0,
    error: "it answered 503",
  });
  expect((await states())[0]).toMatchObject({ destination: "all", waiting: 0, delivered: 1 });
  const metrics = await (await worker.fetch("/__metrics__")).text();
  expect(metrics).toContain('poucave_outbox_waiting{destination="all"} 0\n');
  expect(metrics).toContain('poucave_deliveries_total{destination="all",result="failed"} 1\n');
});

test("a Board that is evicted between sending and the receipt sends the same message again", async () => {
  await worker.tick();
  answer = () => {};
  healthy = false;
  const interrupted = ticked().catch(() => {});
  await expect.poll(() => received.length, { timeout: 10_000 }).toBe(2);
  answer = (_request, response) => response.writeHead(200).end();
  await worker.restart();
  await interrupted;
  await ticked();
  await ticked();

  const all = received.filter(({ path }) => !path.endsWith("&one"));
  expect(all).toHaveLength(2);
  expect(all[1]).toEqual(all[0]);
}, 60_000);

test("no answer, log or receipt holds the address of a receiver", async () => {
  await worker.tick();
  answer = (_request, response) => response.writeHead(404).end();
  healthy = false;
  await ticked();

  const answers = await Promise.all(
    ["/__heartbeat__", "/__metrics__", "/board", "/checks/shop/part0", "/incidents"].map(async (path) =>
      (await worker.fetch(path)).text(),
    ),
  );
  expect(received.length).toBe(2);
  expect((await states())[0]).toMatchObject({ waiting: 0, dropped: 20, error: "it answered 404" });
  expect(answers.join("\n")).not.toContain(SECRET);
  expect(worker.logs()).not.toContain(SECRET);
});

test("Sentry is told of changes of state, once each, and every run is a line of the log", async () => {
  const envelopes: string[] = [];
  const sentry = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    envelopes.push(Buffer.concat(chunks).toString());
    response.writeHead(200).end("{}");
  });
  const watched = await startWorker(
    `
    [checks.shop.part0]
    description = "Part 0 answers"
    module = "checks.core.heartbeat"
    params.url = "${service.origin}/"
    after = 1
    `,
    { SENTRY_DSN: `${sentry.origin.replace("://", "://canarykey3@")}/7`, REFRESH_SECRET: "canary-refresh-2" },
  );
  await watched.fetch("/checks/shop/part0?refresh=canary-refresh-2");
  await watched.tick();
  healthy = false;
  await watched.fetch("/checks/shop/part0?refresh=canary-refresh-2");
  await watched.tick();
  await watched.tick();
  const lines = (JSON.parse(watched.logs()) as { message: string }[]).map(({ message }) => message);
  await watched.close();
  await sentry.close();

  const events = envelopes.map((envelope) => JSON.parse(envelope.split("\n")[2] ?? ""));
  expect(events).toMatchObject([{ level: "error", fingerprint: ["shop/part0"] }]);
  const runs = lines.filter((line) => line.includes('"plot"')).map((line) => JSON.parse(line));
  expect(runs).toMatchObject([
    { project: "shop", check: "part0", tags: [], success: true, plot: null },
    { project: "shop", check: "part0", tags: [], success: false, plot: null },
  ]);
});
