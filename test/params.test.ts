import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { parseParams } from "../src/params.ts";

const Params = z.strictObject({
  count: z.int().default(1),
  ratio: z.number().optional(),
  strict: z.boolean().optional(),
  name: z.string().optional(),
  names: z.array(z.string()).optional(),
  limits: z.record(z.string(), z.int()).optional(),
});

test("fills in defaults", () => {
  expect(parseParams(Params, {})).toEqual({ count: 1 });
});

test("turns text into the number or boolean that is asked for, at any depth", () => {
  const raw = { count: " 3 ", ratio: "-0.5", strict: "false", name: "7", limits: { a: "12" } };

  expect(parseParams(Params, raw)).toEqual({
    count: 3,
    ratio: -0.5,
    strict: false,
    name: "7",
    limits: { a: 12 },
  });
});

describe("refuses what the original bent until it fitted", () => {
  test.each([
    ["a fraction for a whole number", { count: "3.9" }],
    ["a fraction that is a number already", { count: 3.9 }],
    ["a word for a number", { count: "three" }],
    ["nothing for a number", { count: "" }],
    ["an exponent", { count: "1e3" }],
    ["hexadecimal digits", { count: "0x10" }],
    ["infinity", { ratio: "Infinity" }],
    ["a number for a boolean", { strict: "1" }],
    ["another case for a boolean", { strict: "False" }],
    ["one text for a list", { names: "abc" }],
    ["a number for a text", { name: 7 }],
  ])("%s", (_, raw) => {
    expect(() => parseParams(Params, raw)).toThrow(z.ZodError);
  });
});

test("names every parameter that does not fit", () => {
  const refused = () => parseParams(Params, { count: "x", strict: "y", nmae: "z" });

  expect(refused).toThrow(/nmae/);
  expect(refused).toThrow(/count/);
  expect(refused).toThrow(/strict/);
});

test("leaves what it was given as it was", () => {
  const raw = { count: "3", limits: { a: "12" } };

  parseParams(Params, raw);

  expect(raw).toEqual({ count: "3", limits: { a: "12" } });
});

test("every whole number survives being text", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (count) => {
      expect(parseParams(Params, { count: String(count) })).toEqual({ count });
    }),
  );
});

test("every text is taken for itself where text is asked for", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(parseParams(Params, { name })).toEqual({ count: 1, name });
    }),
  );
});

test("text that stands for no number is never taken for one", () => {
  const notNumbers = fc.string().filter((text) => !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(text));

  fc.assert(
    fc.property(notNumbers, (ratio) => {
      expect(() => parseParams(Params, { ratio })).toThrow(z.ZodError);
    }),
  );
});
