import * as z from "zod";
import { defineCheck } from "../src/check.ts";
import type { Definition } from "../src/definition.ts";

const nothing = defineCheck({
  documentation: "Nothing is asked.",
  params: z.strictObject({}),
  run: async () => ({ success: true, data: null }),
});

/** A definition for tests, of which only what matters has to be said. */
export function definitionOf(given: Partial<Definition> = {}): Definition {
  return {
    project: "shop",
    name: "home",
    key: "shop/home",
    fingerprint: "0123456789abcdef",
    after: 2,
    recover: 1,
    description: "The shop answers",
    module: "checks.core.heartbeat",
    tags: [],
    ttl: 60,
    plot: undefined,
    agent: undefined,
    background: true,
    timeout: 30,
    check: nothing.configure({}),
    ...given,
  };
}
