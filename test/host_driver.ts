// Puts a host to work by commands that are plain JSON, so that one suite can drive it in Node and inside workerd.
import * as z from "zod";
import { type Digest, defineCheck } from "../src/check.ts";
import { ServiceAccount } from "../src/config/service_account.ts";
import type { Definition } from "../src/definition.ts";
import type { Host, Scope } from "../src/host.ts";
import { createHttp } from "../src/http.ts";
import { createRedact } from "../src/run/redact.ts";
import { createSlots } from "../src/run/slots.ts";
import { startStopwatch } from "../src/run/stopwatch.ts";
import { run } from "../src/runner.ts";
import { define, FAKE_HTTP } from "./fake_host.ts";

/** What capabilities that make requests of their own are given. */
const Network = z.strictObject({
  timeout_ms: z.int().default(5000),
  request_timeout_ms: z.int().default(500),
  origins: z.record(z.string(), z.string()).default({}),
  service_account: ServiceAccount.optional(),
});
type Network = z.output<typeof Network>;

const Command = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("fetch"),
    url: z.string(),
    method: z.string().default("GET"),
    body: z.string().nullable().default(null),
    headers: z.record(z.string(), z.string()).default({}),
    timeout_ms: z.int().default(5000),
  }),
  z.strictObject({
    do: z.literal("tls"),
    hostname: z.string(),
    port: z.int(),
    timeout_ms: z.int().default(5000),
  }),
  z.strictObject({ do: z.literal("x509"), pem: z.string() }),
  z.strictObject({
    do: z.literal("websocket"),
    url: z.string(),
    text: z.string().default("hello"),
    ...Network.shape,
  }),
  z.strictObject({
    do: z.literal("bigquery"),
    query: z.string().default("SELECT 1"),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).default({}),
    ...Network.shape,
  }),
  z.strictObject({ do: z.literal("digest"), pieces: z.array(z.string()) }),
  z.strictObject({ do: z.literal("offers") }),
  z.strictObject({ do: z.literal("pings") }),
  z.strictObject({
    do: z.literal("run"),
    url: z.string(),
    /** `size` reads the body as a stream and tells how long it is, up to 32 MiB: there it leaves. */
    as: z.enum(["json", "text", "size"]).default("text"),
    timeout_ms: z.int().default(2000),
    retries: z.int().default(0),
    origins: z.record(z.string(), z.string()).default({}),
  }),
]);
type Command = z.output<typeof Command>;
export type CommandInput = z.input<typeof Command>;

/** What a command came to: a value, or the error that it rejected with. */
export const Answer = z.object({
  value: z.unknown(),
  error: z.object({ name: z.string(), message: z.string() }).optional(),
});
export type Answer = z.output<typeof Answer>;

/** Carries out commands on `host`. There is one slot: whatever keeps it is seen by the next command. */
export function createDriver(host: Host): (input: unknown) => Promise<Answer> {
  const slots = createSlots(1);
  const scope = (ms: number, network: Network = Network.parse({})): Scope => {
    const stopwatch = startStopwatch(ms, host.now);
    const slot = () => slots.acquire({}, stopwatch.signal);
    const { request_timeout_ms: timeoutMs, origins, service_account: serviceAccount } = network;
    const http = { ...FAKE_HTTP, timeoutMs, origins, ...(serviceAccount && { serviceAccount }) };
    const { fetch } = createHttp({ host, settings: http, stopwatch, slot });
    return { id: "shop/login", signal: stopwatch.signal, slot, fetch, http };
  };

  const offered = (network: Network) => host.capabilities(scope(network.timeout_ms, network));

  async function carryOut(command: Command): Promise<unknown> {
    switch (command.do) {
      case "fetch":
        return await plainFetch(host, command);
      case "tls":
        return await host.capabilities(scope(command.timeout_ms)).tls?.(command.hostname, command.port);
      case "x509":
        return host.capabilities(scope(1000)).x509?.(command.pem);
      case "websocket":
        return await offered(command).websocket?.(command.url, command.text);
      case "bigquery":
        return await offered(command).bigquery?.(command.query, command.params);
      case "digest":
        return digestOf(command.pieces, host.capabilities(scope(1000)).digest?.());
      case "offers":
        return Object.keys(host.capabilities(scope(1000)));
      case "pings":
        return await host.capabilities(scope(1000)).pings?.();
      case "run":
        return await run(definitionOf(command), {
          host,
          slots,
          redact: createRedact([]),
          http: {
            ...FAKE_HTTP,
            timeoutMs: command.timeout_ms,
            maxRetries: command.retries,
            origins: command.origins,
          },
        });
    }
  }

  return async (input) => {
    try {
      return { value: await carryOut(Command.parse(input)) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { value: null, error: { name: error.name, message: error.message } };
    }
  };
}

function digestOf(pieces: readonly string[], digest: Digest | undefined): string | undefined {
  for (const piece of pieces) digest?.update(new TextEncoder().encode(piece));
  return digest?.hex();
}

async function plainFetch(host: Host, command: Command & { do: "fetch" }): Promise<unknown> {
  const { url, method, body, headers, timeout_ms } = command;
  const signal = AbortSignal.timeout(timeout_ms);
  const response = await host.fetch(url, { method, body, headers, redirect: "manual", signal });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    url: response.url,
    body: await response.text(),
  };
}

/** A check that asks `url` and tells what came, or is the verdict on nothing but an answer. */
function definitionOf({ url, as }: Command & { do: "run" }): Definition {
  const check = defineCheck({
    documentation: "The URL answers.",
    params: z.strictObject({}),
    async run(ctx) {
      if (as === "size") return { success: true, data: { body: await ctx.stream(url, {}, sizeOf) } };
      const response = await ctx.fetch(url);
      const body = as === "json" ? z.json().parse(await response.json()) : await response.text();
      return { success: response.ok, data: { status: response.status, body, url: response.url } };
    },
  });
  return { ...define(check, {}), timeout: 20 };
}

async function sizeOf({ body }: Response): Promise<number> {
  const reader = body?.getReader();
  let size = 0;
  while (size < 32 * 1024 * 1024) {
    const { done = true, value } = (await reader?.read()) ?? {};
    if (done) break;
    size += value?.byteLength ?? 0;
  }
  return size;
}
