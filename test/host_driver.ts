// Puts a host to work by commands that are plain JSON, so that one suite can drive it in Node and inside workerd.
import * as z from "zod";
import { defineCheck } from "../src/check.ts";
import type { Definition } from "../src/definition.ts";
import type { Host, Scope } from "../src/host.ts";
import { createRedact } from "../src/redact.ts";
import { run } from "../src/runner.ts";
import { createSlots } from "../src/slots.ts";
import { define, FAKE_HTTP } from "./fake_host.ts";

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
  z.strictObject({ do: z.literal("offers") }),
  z.strictObject({ do: z.literal("pings") }),
  z.strictObject({
    do: z.literal("run"),
    url: z.string(),
    as: z.enum(["json", "text"]).default("text"),
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
  const scope = (ms: number): Scope => {
    const signal = AbortSignal.timeout(ms);
    return { id: "shop/login", signal, slot: () => slots.acquire({}, signal) };
  };

  async function carryOut(command: Command): Promise<unknown> {
    switch (command.do) {
      case "fetch":
        return await plainFetch(host, command);
      case "tls":
        return await host.capabilities(scope(command.timeout_ms)).tls?.(command.hostname, command.port);
      case "x509":
        return host.capabilities(scope(1000)).x509?.(command.pem);
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
      const response = await ctx.fetch(url);
      const body = as === "json" ? z.json().parse(await response.json()) : await response.text();
      return { success: response.ok, data: { status: response.status, body, url: response.url } };
    },
  });
  return { ...define(check, {}), timeout: 20 };
}
