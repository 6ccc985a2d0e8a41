import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineCheck } from "../src/check.ts";
import { runCheck } from "./fake_host.ts";

const CANARY = "canary-7c2d";

const check = defineCheck({
  documentation: "\nThe threshold holds.\n",
  params: z.strictObject({
    url: z.url(),
    threshold: z.int().default(3),
    token: z.string().default(""),
  }),
  exposed: ["url", "threshold"],
  overridable: ["threshold"],
  plot: ".threshold",
  pingToken: "token",
  run: async (_, { threshold }) => ({ success: threshold > 2, data: { threshold } }),
});
const params = { url: "https://shop.example/", token: CANARY };

test("tells what it is without being configured", () => {
  expect(check).toMatchObject({
    documentation: "The threshold holds.",
    plot: ".threshold",
    needs: [],
    params: ["url", "threshold", "token"],
    exposed: ["url", "threshold"],
    overridable: ["threshold"],
  });
});

test("shows the exposed parameters alone, defaults included", () => {
  expect(check.configure(params).parameters).toEqual({ url: "https://shop.example/", threshold: 3 });
});

test("no way of looking at a configured check shows a private parameter", () => {
  const configured = check.configure(params);

  const shown = [
    JSON.stringify(configured),
    inspect(configured, { depth: 9, showHidden: true }),
    ...Object.values(configured).map(String),
    JSON.stringify(configured.override({ threshold: 5 })),
  ];

  expect(shown.filter((text) => text.includes(CANARY))).toEqual([]);
});

test("an override changes what may be overridden, and nothing else", () => {
  const overridden = check.configure(params).override({ threshold: "5", url: "https://evil.example/" });

  expect(overridden.parameters).toEqual({ url: "https://shop.example/", threshold: 5 });
});

test("an override that does not fit is refused by name", () => {
  expect(() => check.configure(params).override({ threshold: "many" })).toThrow(/threshold/);
});

test("an override leaves the configured check as it was", async () => {
  const configured = check.configure(params);

  configured.override({ threshold: 1 });

  expect(configured.parameters).toMatchObject({ threshold: 3 });
});

test("a parameter that nobody knows is refused by name", () => {
  expect(() => check.configure({ ...params, treshold: 4 })).toThrow(/treshold/);
});

test("a parameter that is missing is refused by name", () => {
  expect(() => check.configure({})).toThrow(/url/);
});

test("a ping is taken with the token alone, and with none if there is none", () => {
  const anything = () => true;

  expect(check.configure(params).acceptsPing((token) => token === CANARY)).toBe(true);
  expect(check.configure(params).acceptsPing((token) => token === "")).toBe(false);
  expect(check.configure({ url: params.url }).acceptsPing(anything)).toBe(false);
});

test("a check does not run where what it needs is not offered, and says what and where", async () => {
  const needy = defineCheck({
    documentation: "Holds.",
    params: z.strictObject({}),
    needs: ["tls", "pings"],
    run: async () => ({ success: true, data: null }),
  });

  const outcome = await runCheck(needy, {}, { capabilities: { pings: async () => ({}) } });

  expect(outcome).toEqual({
    status: "errored",
    error: {
      type: "TypeError",
      message: 'Cannot run here: the check needs tls, which only an agent offers (agent = "…")',
    },
  });
});
