import { expect, test } from "vitest";
import type { Host } from "../../src/host.ts";
import type { HttpSettings } from "../../src/http/request.ts";
import { createHttp } from "../../src/http.ts";
import { createSlots } from "../../src/run/slots.ts";
import { startStopwatch } from "../../src/run/stopwatch.ts";
import { FAKE_HTTP, type FakeHostOptions, fakeHost } from "../fake_host.ts";

interface Setup extends FakeHostOptions {
  readonly http?: Partial<HttpSettings>;
  readonly limitMs?: number;
}

function setUp({ http = {}, limitMs = 30_000, ...options }: Setup) {
  const host: Host & { requests: string[] } = fakeHost(options);
  const slots = createSlots(1);
  const stopwatch = startStopwatch(limitMs, host.now);
  const slot = () => slots.acquire({}, stopwatch.signal);
  return {
    ...createHttp({ host, settings: { ...FAKE_HTTP, ...http }, stopwatch, slot }),
    requests: host.requests,
    stopwatch,
  };
}

const URL_A = "https://example.com/a";
const KIBIBYTE = new Uint8Array(1024).fill(97);

/** A body of so many KiB, and what became of it. */
function chunked(kibibytes: number) {
  const seen = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (seen.sent === kibibytes) controller.close();
        else controller.enqueue(KIBIBYTE);
        seen.sent += 1;
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, respond: () => new Response(body, { headers: { "x-canary": "yellow" } }) };
}

async function countBytes({ body }: Response): Promise<number> {
  let size = 0;
  for await (const chunk of body ?? []) size += chunk.byteLength;
  return size;
}

test("reads a body of any size as it comes", async () => {
  const { respond } = chunked(20 * 1024);
  const { stream } = setUp({ routes: { [`GET ${URL_A}`]: respond } });

  const size = await stream(URL_A, {}, countBytes);

  expect(size).toBe(20 * 1024 * 1024);
});

test("hands over status, headers and address of the answer", async () => {
  const { respond } = chunked(1);
  const { stream, latencyMs } = setUp({ routes: { [`GET ${URL_A}`]: respond } });

  const seen = await stream(URL_A, {}, async (response) => ({
    status: response.status,
    canary: response.headers.get("x-canary"),
    latency: latencyMs(response),
  }));

  expect(seen).toEqual({ status: 200, canary: "yellow", latency: 0 });
});

test("reads nothing ahead of the check, and leaves what it did not read", async () => {
  const { respond, seen } = chunked(1000);
  const { stream } = setUp({ routes: { [`GET ${URL_A}`]: respond } });

  await stream(URL_A, {}, async ({ body }) => void (await body?.getReader().read()));

  expect(seen).toEqual({ sent: 1, cancelled: true });
});

test("holds its slot until the check has read", async () => {
  const order: string[] = [];
  const routes = { [`GET ${URL_A}`]: () => new Response("a") };
  const { stream, fetch } = setUp({ routes });

  const first = stream(URL_A, {}, async (response) => {
    await response.text();
    order.push("read");
  });
  const second = fetch(URL_A).then(() => order.push("asked"));
  await Promise.all([first, second]);

  expect(order).toEqual(["read", "asked"]);
});

test("an error of the check itself is passed on as it is, and nothing is tried again", async () => {
  const { respond, seen } = chunked(1000);
  const { stream, requests, fetch } = setUp({
    routes: { [`GET ${URL_A}`]: respond, "GET https://example.com/b": new Response("b") },
    http: { maxRetries: 2 },
  });
  const broken = new RangeError("Cannot check a: too long", { cause: "ours" });

  const read = stream(URL_A, {}, () => Promise.reject(broken));

  await expect(read).rejects.toBe(broken);
  expect(seen.cancelled).toBe(true);
  expect(requests).toHaveLength(1);
  expect((await fetch("https://example.com/b")).status).toBe(200);
});

test("a body that breaks off names its server, and is not asked for again", async () => {
  const cut = new ReadableStream({ start: (controller) => controller.error(new Error("connection reset")) });
  const { stream, requests } = setUp({
    routes: { [`GET ${URL_A}`]: () => new Response(cut) },
    http: { maxRetries: 2 },
  });

  const read = stream(URL_A, {}, countBytes);

  await expect(read).rejects.toThrow("Cannot reach https://example.com/a: connection reset");
  expect(requests).toHaveLength(1);
});

test("a server that did not answer is tried again", async () => {
  let asked = 0;
  const { stream } = setUp({
    routes: {
      [`GET ${URL_A}`]: () => {
        asked += 1;
        if (asked === 1) throw new TypeError("fetch failed", { cause: new Error("ECONNRESET") });
        return new Response("abc");
      },
    },
    http: { maxRetries: 2 },
  });

  expect(await stream(URL_A, {}, countBytes)).toBe(3);
});

test("a server that asks to come back soon is asked again, without the check seeing it", async () => {
  const statuses: number[] = [];
  const answers = [
    new Response("later", { status: 503, headers: { "retry-after": "0" } }),
    new Response("now"),
  ];
  const { stream } = setUp({
    routes: { [`GET ${URL_A}`]: () => answers.shift() ?? new Response() },
    http: { maxRetries: 2 },
  });

  await stream(URL_A, {}, async ({ status }) => void statuses.push(status));

  expect(statuses).toEqual([200]);
});

test("the time limit holds for the body too", async () => {
  let cancelled = false;
  const silent = new ReadableStream({
    start: (controller) => controller.enqueue(KIBIBYTE),
    cancel: () => {
      cancelled = true;
    },
  });
  const { stream } = setUp({
    routes: { [`GET ${URL_A}`]: () => new Response(silent) },
    http: { timeoutMs: 50 },
  });

  const read = stream(URL_A, {}, countBytes);

  await expect(read).rejects.toThrow("Cannot reach https://example.com/a: no answer in 50 ms");
  await expect.poll(() => cancelled).toBe(true);
});

test("the end of the run ends it", async () => {
  const silent = new ReadableStream({ start: (controller) => controller.enqueue(KIBIBYTE) });
  const { stream } = setUp({ routes: { [`GET ${URL_A}`]: () => new Response(silent) }, limitMs: 50 });

  const read = stream(URL_A, {}, countBytes);

  await expect(read).rejects.toThrow("Cannot tell within 0.05 s");
});

test("follows redirects, and refuses targets, as any request", async () => {
  const routes = {
    [`GET ${URL_A}`]: new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }),
  };
  const { stream } = setUp({ routes });

  const read = stream(URL_A, {}, countBytes);

  await expect(read).rejects.toThrow("cloud metadata services are never asked");
});

test("an answer without a body has none", async () => {
  const { stream } = setUp({ routes: { [`HEAD ${URL_A}`]: new Response(null, { status: 204 }) } });

  expect(await stream(URL_A, { method: "HEAD" }, async ({ body }) => body)).toBeNull();
});
