import { expect, test, vi } from "vitest";
import type { Host } from "../src/host.ts";
import type { HttpSettings } from "../src/http/request.ts";
import { createHttp } from "../src/http.ts";
import { createSlots } from "../src/run/slots.ts";
import { startStopwatch } from "../src/run/stopwatch.ts";
import { FAKE_HTTP, type FakeHostOptions, fakeHost } from "./fake_host.ts";

interface Setup extends FakeHostOptions {
  readonly host?: Host;
  readonly http?: Partial<HttpSettings>;
  readonly limitMs?: number;
}

function setUp({ http = {}, limitMs = 30_000, ...options }: Setup) {
  const host = options.host ?? fakeHost(options);
  const slots = createSlots(1);
  const stopwatch = startStopwatch(limitMs, host.now);
  const slot = () => slots.acquire({}, stopwatch.signal);
  return { ...createHttp({ host, settings: { ...FAKE_HTTP, ...http }, stopwatch, slot }), slots, stopwatch };
}

/** A host whose every request gets the same answer, and that keeps the headers it was sent. */
function echo(options: FakeHostOptions = {}) {
  const headers: Record<string, string>[] = [];
  const urls: string[] = [];
  const host: Host = {
    ...fakeHost(options),
    async fetch(url, init) {
      urls.push(url);
      headers.push(Object.fromEntries(new Headers(init.headers)));
      return new Response("ok");
    },
  };
  return { host, headers, urls };
}

const URL_A = "https://example.com/a";

test("sends the operator's headers, below those of the request, and asks for no cached copy", async () => {
  const { host, headers } = echo();
  const { fetch } = setUp({ host, http: { headers: { "user-agent": "poucave", accept: "text/html" } } });

  await fetch(URL_A, { headers: { Accept: "application/json" } });

  expect(headers).toEqual([
    { accept: "application/json", "cache-control": "no-cache", "user-agent": "poucave" },
  ]);
});

test("sends an origin's own headers to that origin alone", async () => {
  const { host, headers } = echo();
  const originHeaders = { "https://api.github.com": { authorization: "token canary" } };
  const { fetch } = setUp({ host, http: { originHeaders } });

  await fetch("https://api.github.com/repos");
  await fetch("https://api.github.com.example.com/repos");

  expect(headers.map(({ authorization }) => authorization)).toEqual(["token canary", undefined]);
});

test("never sends an empty Authorization header", async () => {
  const { host, headers } = echo();
  const { fetch } = setUp({ host });

  await fetch(URL_A, { headers: { authorization: "" } });

  expect(headers[0]).not.toHaveProperty("authorization");
});

test.each([
  ["https://alice:pa%3Ass@example.com/a", "alice:pa:ss"],
  ["https://alice@example.com/a", "alice:"],
  ["https://:secret@example.com/a", ":secret"],
  ["https://al%C3%AFce:100%@example.com/a", "alïce:100%"],
])("credentials of %s become a header", async (url, pair) => {
  const { host, headers, urls } = echo();
  const { fetch } = setUp({ host });

  await fetch(url);

  expect(urls).toEqual([URL_A]);
  expect(headers[0]?.authorization).toBe(`Basic ${Buffer.from(pair).toString("base64")}`);
});

test("credentials and query show in no message", async () => {
  const { fetch } = setUp({});

  const refused = fetch("https://alice:canary@example.com/a?token=canary");

  await expect(refused).rejects.toThrow("Cannot reach https://example.com/a: connect ECONNREFUSED");
});

test("a redirect takes no credentials of the operator to another origin", async () => {
  const seen: (string | null)[] = [];
  const { fetch } = setUp({
    http: { headers: { Authorization: "Bearer canary" } },
    routes: {
      "GET https://example.com/a": () =>
        new Response(null, { status: 302, headers: { location: "https://b.example/" } }),
      "GET https://b.example/": ({ headers }) => {
        seen.push(headers.get("authorization"));
        return new Response("ok");
      },
    },
  });

  await fetch(URL_A);

  expect(seen).toEqual([null]);
});

test("requests for a mapped origin go elsewhere, with the path and the headers of the origin", async () => {
  const { host, headers, urls } = echo();
  const { fetch } = setUp({
    host,
    http: {
      origins: { "https://api.github.com": "https://github.example/api/v3/" },
      originHeaders: { "https://api.github.com": { authorization: "token t" } },
    },
  });

  await fetch("https://api.github.com/repos?page=2");

  expect(urls).toEqual(["https://github.example/api/v3/repos?page=2"]);
  expect(headers[0]?.authorization).toBe("token t");
});

test("what is not a URL is refused without repeating it", async () => {
  const { fetch } = setUp({});

  await expect(fetch("//canary")).rejects.toThrow(/^Cannot request: not a URL$/);
});

test("a 404, a 401 and a 500 are answers, and asked for once", async () => {
  const routes = {
    "GET https://example.com/404": new Response("", { status: 404 }),
    "GET https://example.com/401": new Response("", { status: 401 }),
    "GET https://example.com/500": new Response("", { status: 500 }),
  };
  const host = fakeHost({ routes });
  const { fetch } = setUp({ host, http: { maxRetries: 2 } });

  const statuses = [];
  for (const status of [404, 401, 500]) statuses.push((await fetch(`https://example.com/${status}`)).status);

  expect(statuses).toEqual([404, 401, 500]);
  expect(host.requests).toHaveLength(3);
});

test("a refused connection is tried again, as often as the settings say", async () => {
  const host = fakeHost();
  const { fetch } = setUp({ host, http: { maxRetries: 2 } });

  await expect(fetch(URL_A)).rejects.toThrow(TypeError);

  expect(host.requests).toHaveLength(3);
});

test("a server that asks for a moment's patience gets it", async () => {
  const answers = [new Response("", { status: 503, headers: { "retry-after": "0" } }), new Response("up")];
  const { fetch } = setUp({
    http: { maxRetries: 1 },
    routes: { "GET https://example.com/a": () => answers.shift() ?? Response.error() },
  });

  const response = await fetch(URL_A);

  expect(await response.text()).toBe("up");
});

test("a POST is sent once: it might have been carried out", async () => {
  const host = fakeHost();
  const { fetch } = setUp({ host, http: { maxRetries: 2 } });

  await expect(fetch(URL_A, { method: "POST", body: "x" })).rejects.toThrow(TypeError);

  expect(host.requests).toHaveLength(1);
});

test("no further try where the run's time would not suffice for it", async () => {
  const host = fakeHost();
  const { fetch } = setUp({ host, http: { maxRetries: 2, timeoutMs: 10_000 }, limitMs: 5000 });

  await expect(fetch(URL_A)).rejects.toThrow("connect ECONNREFUSED");

  expect(host.requests).toHaveLength(1);
});

test("a host that ignores the signal is left at the time limit all the same, and its slot is free", async () => {
  const { fetch, slots } = setUp({
    http: { timeoutMs: 20 },
    routes: { "GET https://example.com/a": () => new Promise(() => {}) },
  });

  const late = fetch(URL_A);

  await expect(late).rejects.toMatchObject({
    name: "TimeoutError",
    message: "Cannot reach https://example.com/a: no answer in 20 ms",
  });
  await expect(slots.acquire({}, AbortSignal.timeout(1000))).resolves.toBeTypeOf("function");
});

test("a body that never comes counts, is left at the limit, and is cancelled", async () => {
  let cancelled = false;
  const silent = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  const { fetch } = setUp({
    http: { timeoutMs: 20 },
    routes: { "GET https://example.com/a": () => new Response(silent) },
  });

  await expect(fetch(URL_A)).rejects.toMatchObject({ name: "TimeoutError" });

  expect(cancelled).toBe(true);
});

test("the check's own signal ends a request, with its reason", async () => {
  const controller = new AbortController();
  const { fetch } = setUp({ routes: { "GET https://example.com/a": () => new Promise(() => {}) } });

  const ended = fetch(URL_A, { signal: controller.signal });
  controller.abort(new RangeError("found already"));

  await expect(ended).rejects.toThrow("found already");
});

test("a wait before another try ends with the run", async () => {
  const host = { ...fakeHost(), random: () => 1 };
  const { fetch, stopwatch } = setUp({ host, http: { maxRetries: 1 } });

  const ended = fetch(URL_A);
  await vi.waitUntil(() => host.requests.length === 1);
  stopwatch.abort(new RangeError("end of the tick"));

  await expect(ended).rejects.toThrow("end of the tick");
});

test("a name of which every address refuses tells each of them", async () => {
  const cause = new AggregateError([
    new Error("connect ECONNREFUSED ::1:9"),
    new Error("connect ECONNREFUSED 127.0.0.1:9"),
  ]);
  const { fetch } = setUp({
    routes: { "GET https://example.com/a": () => Promise.reject(new TypeError("fetch failed", { cause })) },
  });

  await expect(fetch(URL_A)).rejects.toThrow(
    /: connect ECONNREFUSED ::1:9, connect ECONNREFUSED 127\.0\.0\.1:9$/,
  );
});

test("tells the latency up to the headers, of the last try alone", async () => {
  const clock = { now: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        clock.now += 5000;
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const answers = [
    () => {
      clock.now += 700;
      return Promise.reject(new TypeError("fetch failed", { cause: new Error("reset") }));
    },
    () => {
      clock.now += 30;
      return new Response(body);
    },
  ];
  const { fetch, latencyMs } = setUp({
    clock,
    http: { maxRetries: 1 },
    routes: { "GET https://example.com/a": () => answers.shift()?.() ?? Response.error() },
  });

  const response = await fetch(URL_A);

  expect(latencyMs(response)).toBe(30);
});

test("requests queued behind a full pool do not time out falsely", async () => {
  const { host } = echo();
  const slow: Host = {
    ...host,
    fetch: () => new Promise((resolve) => setTimeout(() => resolve(new Response("ok")), 15)),
  };
  const { fetch } = setUp({ host: slow, http: { timeoutMs: 100 } });

  const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(URL_A)));

  expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
});

test("gives status, headers and body of an answer, complete", async () => {
  const { fetch } = setUp({
    routes: {
      "GET https://example.com/a": new Response("gone", {
        status: 410,
        statusText: "Gone",
        headers: { "x-a": "b" },
      }),
    },
  });

  const response = await fetch(URL_A);

  expect([response.status, response.statusText, response.headers.get("x-a")]).toEqual([410, "Gone", "b"]);
  expect(await response.text()).toBe("gone");
});
