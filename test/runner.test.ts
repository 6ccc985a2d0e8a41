import { expect, test } from "vitest";
import * as z from "zod";
import { type CheckContext, type CheckSpec, defineCheck } from "../src/check.ts";
import type { Scope } from "../src/host.ts";
import { createRedact } from "../src/run/redact.ts";
import { createSlots } from "../src/run/slots.ts";
import { type RunOptions, run } from "../src/runner.ts";
import { define, FAKE_HTTP, fakeHost } from "./fake_host.ts";

type Run = (ctx: CheckContext) => unknown;

const Nothing = z.strictObject({});

/** A check as plain JavaScript may write it: what it returns is up to it. */
function definition(body: Run, timeout = 5) {
  const spec: CheckSpec<typeof Nothing, never> = {
    documentation: "Holds.",
    params: Nothing,
    plot: ".count",
    run: async (ctx) => Object(await body(ctx)),
  };
  return { ...define(defineCheck(spec), {}), timeout };
}

function options(more: Partial<RunOptions> = {}): RunOptions {
  const redact = createRedact([{ value: "canary-yellow", label: "[TOKEN]" }]);
  return { host: fakeHost(), http: FAKE_HTTP, slots: createSlots(6), redact, ...more };
}

const outcomeOf = async (body: Run, more: Partial<RunOptions> = {}) =>
  (await run(definition(body), options(more)))?.outcome;

test("a verdict is passed on with its data and the plotted number", async () => {
  const passed = await outcomeOf(() => ({ success: true, data: { count: 1.234 } }));
  const failed = await outcomeOf(() => ({ success: false, data: "down" }));

  expect(passed).toEqual({ status: "passed", data: { count: 1.234 }, value: 1.23 });
  expect(failed).toEqual({ status: "failed", data: "down", value: null });
});

test.each<[string, unknown, string, string]>([
  ["an error", new RangeError("too far"), "RangeError", "too far"],
  ["an error without a message", new TypeError(), "TypeError", "TypeError"],
  ["a text", "just so", "Error", "just so"],
  ["nothing", undefined, "Error", "Cannot tell: the check threw something that is no error"],
  [
    "an object that is no text",
    Object.create(null),
    "Error",
    "Cannot tell: the check threw something that is no error",
  ],
])("a check that throws %s could not tell", async (_, thrown, type, message) => {
  const outcome = await outcomeOf(() => {
    throw thrown;
  });

  expect(outcome).toEqual({ status: "errored", error: { type, message } });
});

test("a check that never returns is ended when its time is over", async () => {
  const result = await run(
    definition(() => new Promise(() => {}), 0.02),
    options(),
  );

  expect(result?.outcome).toMatchObject({ status: "errored", error: { type: "TimeoutError" } });
});

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

test.each([
  ["undefined", undefined],
  ["a Date", new Date()],
  ["NaN", Number.NaN],
  ["Infinity within", { a: [Number.POSITIVE_INFINITY] }],
  ["a cycle", cycle],
  ["a Map", new Map()],
  ["a function", { toJSON: () => "x" }],
  ["a bigint", 1n],
  ["undefined within", { a: undefined }],
])("data that is %s is not JSON: the check could not tell", async (_, data) => {
  const outcome = await outcomeOf(() => ({ success: true, data }));

  expect(outcome).toEqual({
    status: "errored",
    error: { type: "TypeError", message: "Cannot tell: the check returned data that is not JSON" },
  });
});

test.each([
  ["nothing", undefined],
  ["a text", "ok"],
  ["no verdict", { data: 1 }],
  ["a verdict that is a text", { success: "false", data: 1 }],
])("a check that returns %s could not tell", async (_, returned) => {
  const outcome = await outcomeOf(() => returned);

  expect(outcome).toMatchObject({ error: { message: "Cannot tell: the check returned no verdict" } });
});

test("10 MB of data are cut, and said to be", async () => {
  const outcome = await outcomeOf(() => ({ success: true, data: "a".repeat(10_000_000) }));

  expect(outcome).toMatchObject({ status: "passed", data: { truncated: true, bytes: 10_000_002 } });
  expect(JSON.stringify(outcome).length).toBeLessThan(66_000);
});

test("a message of a megabyte is cut", async () => {
  const outcome = await outcomeOf(() => {
    throw new Error("a".repeat(1_000_000));
  });

  expect(JSON.stringify(outcome).length).toBeLessThan(1100);
});

test("a secret is taken out of data, of errors and of the log", async () => {
  const host = fakeHost();
  const log = (ctx: CheckContext) => ctx.log("saw canary-yellow", { "canary-yellow": "is canary-yellow" });

  const found = await outcomeOf(
    (ctx) => {
      log(ctx);
      return { success: true, data: { "canary-yellow": ["canary-yellow"] } };
    },
    { host },
  );
  const lost = await outcomeOf(() => {
    throw Object.assign(new Error("no canary-yellow"), { name: "canary-yellow" });
  });

  expect(found).toMatchObject({ data: { "[TOKEN]": ["[TOKEN]"] } });
  expect(lost).toMatchObject({ error: { type: "[TOKEN]", message: "no [TOKEN]" } });
  expect(host.entries).toEqual([{ message: "saw [TOKEN]", check: "shop/check", "[TOKEN]": "is [TOKEN]" }]);
});

test("a cut leaves no half of a secret", async () => {
  const outcomes = [];
  for (let padding = 32_690; padding < 32_720; padding += 3) {
    const data = `${"a".repeat(padding)}canary-yellow${"b".repeat(40_000)}`;
    outcomes.push(await outcomeOf(() => ({ success: true, data })));
  }

  expect(JSON.stringify(outcomes)).not.toContain("can");
});

test("a run that is ended from outside found out nothing", async () => {
  const tick = new AbortController();

  const ended = run(
    definition(() => new Promise(() => {})),
    options({ signal: tick.signal }),
  );
  tick.abort(new Error("end of the tick"));

  expect(await ended).toBeUndefined();
});

test("a run that comes too late does not begin", async () => {
  let ran = false;

  const result = await run(
    definition(() => {
      ran = true;
    }),
    options({ signal: AbortSignal.abort() }),
  );

  expect([result, ran]).toEqual([undefined, false]);
});

test("what a check leaves behind ends with its run, and its slots are free", async () => {
  const slots = createSlots(1);
  const host = { ...fakeHost(), fetch: () => new Promise<Response>(() => {}) };
  const url = "https://example.com/";

  const outcome = await outcomeOf(
    async (ctx) => {
      await Promise.all([ctx.fetch(url), ctx.fetch(url), Promise.reject(new Error("one is enough"))]);
    },
    { slots, host },
  );

  expect(outcome).toMatchObject({ error: { message: "one is enough" } });
  await expect(slots.acquire({}, AbortSignal.timeout(1000))).resolves.toBeTypeOf("function");
});

test("a request whose promise is dropped does not end the process", async () => {
  const outcome = await outcomeOf((ctx) => {
    ctx.fetch("https://nobody.example/");
    return { success: true, data: null };
  });

  expect(outcome).toMatchObject({ status: "passed" });
});

test("waiting for other checks' connections does not count against the run's time", async () => {
  const slots = createSlots(1);
  const routes = { "GET https://example.com/": new Response("ok") };
  const host = { ...fakeHost({ routes }), now: Date.now };
  const busy = await slots.acquire({}, new AbortController().signal);

  const patient = run(
    definition(async (ctx) => ({ success: (await ctx.fetch("https://example.com/")).ok, data: null }), 0.05),
    options({ slots, host }),
  );
  setTimeout(busy, 150);

  expect((await patient)?.outcome).toMatchObject({ status: "passed" });
});

test("connections that a check holds itself do count: a run cannot wait for itself for ever", async () => {
  const slots = createSlots(1);
  const capabilities = (scope: Scope) => ({
    async tls() {
      await scope.slot();
      return await new Promise<never>(() => {});
    },
  });
  const host = { ...fakeHost({ capabilities }), now: Date.now };
  const check = defineCheck({
    documentation: "Holds.",
    params: Nothing,
    needs: ["tls"],
    async run(ctx) {
      await Promise.all([ctx.tls("a.example", 443), ctx.tls("b.example", 443)]);
      return { success: true, data: null };
    },
  });

  const result = await run({ ...define(check, {}), timeout: 0.05 }, options({ slots, host }));

  expect(result?.outcome).toMatchObject({ error: { type: "TimeoutError" } });
});

test("a check of 500 requests slows no other", async () => {
  const slots = createSlots(6);
  const ended: string[] = [];
  const answer = () => new Promise<Response>((resolve) => setTimeout(() => resolve(new Response("ok")), 1));
  const host = { ...fakeHost(), fetch: answer };
  const asking = (name: string, count: number) =>
    run(
      definition(async (ctx) => {
        await Promise.all(Array.from({ length: count }, () => ctx.fetch("https://example.com/")));
        ended.push(name);
        return { success: true, data: null };
      }),
      options({ slots, host }),
    );

  await Promise.all([asking("greedy", 500), asking("modest", 2), asking("third", 2)]);

  expect(ended.at(-1)).toBe("greedy");
});
