// Runs checks on a host by commands that are plain JSON: in Node, and inside workerd.
import * as z from "zod";
import { checks } from "../../checks/mod.ts";
import { ServiceAccount } from "../../src/config/service_account.ts";
import type { Host } from "../../src/host.ts";
import type { Outcome } from "../../src/outcome.ts";
import { createRedact } from "../../src/run/redact.ts";
import { createSlots, WORKER_SLOTS } from "../../src/run/slots.ts";
import { run } from "../../src/runner.ts";
import { define, FAKE_HTTP } from "../fake_host.ts";

export const ReplayCommand = z.strictObject({
  module: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** Epoch milliseconds, at which the clock stands. */
  now: z.number(),
  origins: z.record(z.string(), z.string()),
  service_account: ServiceAccount,
});
export type ReplayCommand = z.infer<typeof ReplayCommand>;

/** What of an outcome must be the same everywhere: each platform words its own errors. */
export type Replayed = { readonly status: "errored" } | Extract<Outcome, { data: unknown }>;

export function createReplayer(host: Host): (command: unknown) => Promise<Replayed> {
  return async (input) => {
    const { module, params, now, origins, service_account } = ReplayCommand.parse(input);
    const check = checks[`checks.${module}`];
    if (!check) throw new RangeError(`Cannot replay ${module}: no such check`);
    try {
      const result = await run(define(check, params), {
        host: { ...host, now: () => now },
        http: { ...FAKE_HTTP, timeoutMs: 10_000, origins, serviceAccount: service_account },
        slots: createSlots(WORKER_SLOTS),
        redact: createRedact([]),
      });
      if (!result) throw new Error("Cannot replay: the run was ended from outside");
      return comparable(result.outcome);
    } catch (error) {
      // What a check refuses as a parameter shows as an errored check.
      if (error instanceof z.ZodError) return { status: "errored" };
      throw error;
    }
  };
}

export function comparable(outcome: Outcome): Replayed {
  return outcome.status === "errored" ? { status: "errored" } : outcome;
}
