import type { Capabilities, Check } from "../src/check.ts";
import type { Definition } from "../src/definition.ts";
import type { Host, Scope } from "../src/host.ts";
import type { HttpSettings } from "../src/http/request.ts";
import type { Json } from "../src/json.ts";
import type { Outcome } from "../src/outcome.ts";
import { createRedact } from "../src/run/redact.ts";
import { createSlots } from "../src/run/slots.ts";
import { run } from "../src/runner.ts";

/** What a test needs to know of a request. */
export interface FakeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: BodyInit | null | undefined;
}

/** The answer to a request: a response, or what makes one, or rejects. */
export type Route = Response | ((request: FakeRequest) => Response | Promise<Response>);

export interface FakeHostOptions {
  /** The network, as `"GET https://example.com/path"`: anything else is unreachable. */
  readonly routes?: Readonly<Record<string, Route>>;
  readonly capabilities?: Partial<Capabilities> | ((scope: Scope) => Partial<Capabilities>);
  /** Where the clock stands: a route may move it on. */
  readonly clock?: { now: number };
}

export interface FakeHost extends Host {
  /** Every request that went out, as the keys of `routes` are written. */
  readonly requests: string[];
  readonly entries: Readonly<Record<string, unknown>>[];
}

export const NOON = Date.parse("2026-11-22T12:00:00Z");

/** A host whose network is a table, whose clock stands, and whose chance is always 0. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const { routes = {}, capabilities = {}, clock = { now: NOON } } = options;
  const requests: string[] = [];
  const entries: Readonly<Record<string, unknown>>[] = [];
  return {
    name: "a test",
    async fetch(url, { method = "GET", headers, body }) {
      const key = `${method} ${url}`;
      requests.push(key);
      const route = routes[key];
      if (!route) throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
      return route instanceof Response
        ? route.clone()
        : await route({ url, method, headers: new Headers(headers), body });
    },
    now: () => clock.now,
    random: () => 0,
    log: (entry) => entries.push(entry),
    capabilities: (scope) => (typeof capabilities === "function" ? capabilities(scope) : capabilities),
    requests,
    entries,
  };
}

export const FAKE_HTTP: HttpSettings = {
  timeoutMs: 1_000,
  maxRetries: 0,
  headers: {},
  originHeaders: {},
  origins: {},
};

export interface FakeRun extends FakeHostOptions {
  readonly host?: Host;
  readonly http?: Partial<HttpSettings>;
  readonly previous?: Json | undefined;
}

/** Configures a check and runs it through the real runner. */
export async function runCheck(
  check: Check,
  params: Readonly<Record<string, unknown>>,
  { host, http, previous, ...options }: FakeRun = {},
): Promise<Outcome> {
  const result = await run(define(check, params), {
    host: host ?? fakeHost(options),
    http: { ...FAKE_HTTP, ...http },
    slots: createSlots(6),
    redact: createRedact([]),
    previous,
  });
  if (!result) throw new Error("Cannot test: the run was ended from outside");
  return result.outcome;
}

/** A definition with everything but the check at its default. */
export function define(check: Check, params: Readonly<Record<string, unknown>>): Definition {
  return {
    project: "shop",
    name: "check",
    key: "shop/check",
    fingerprint: "0123456789abcdef",
    after: 2,
    recover: 1,
    description: "",
    module: "checks.core.check",
    tags: [],
    ttl: 60,
    plot: undefined,
    agent: undefined,
    background: true,
    timeout: 30,
    check: check.configure(params),
  };
}

/** A response with a JSON body, as servers send it. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}
