import fc from "fast-check";
import { expect, test } from "vitest";
import { isJson, isJsonObject, valueAt } from "../src/json.ts";

test("every JSON document is JSON, and survives being written and read", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const document = JSON.parse(text);

      expect(isJson(document)).toBe(true);
      expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    }),
  );
});

test.each([
  ["nothing", undefined],
  ["nothing in a list", [undefined]],
  ["a number that is none", { a: Number.NaN }],
  ["infinity", [Number.POSITIVE_INFINITY]],
  ["a date", new Date(0)],
  ["a map", new Map()],
  ["a big integer", 1n],
  ["a function", { toJSON: () => 1 }],
  ["an error", new Error("no")],
])("%s is not JSON", (_, value) => {
  expect(isJson(value)).toBe(false);
});

test("a cycle is not JSON, and does not overflow the stack", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  expect(isJson(cycle)).toBe(false);
});

test("only an object is a JSON object", () => {
  expect([{ a: 1 }, [], null, "a", { a: new Date(0) }].map(isJsonObject)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

const document = { totals: [{ count: 3 }, 7], percentiles: { "1": { value: 29 } }, none: null };

test.each([
  [".totals.0.count", 3],
  ["totals.1", 7],
  [".percentiles.1.value", 29],
  [".none", null],
  [".", document],
  ["", document],
])("finds the value at %j", (path, value) => {
  expect(valueAt(path, document)).toEqual(value);
});

test.each([
  ".totals.2",
  ".totals.length",
  ".totals.-1",
  ".none.x",
  ".totals.0.count.x",
  ".toString",
  ".__proto__",
])("finds nothing at %j", (path) => {
  expect(valueAt(path, document)).toBeUndefined();
});

test("finds every value by its keys", () => {
  const keys = fc.array(fc.string({ minLength: 1 }).filter((key) => !key.includes(".")));

  fc.assert(
    fc.property(keys, fc.jsonValue(), (path, value) => {
      let nested: unknown = JSON.parse(JSON.stringify(value));
      for (const key of path.toReversed()) nested = { [key]: nested };

      expect(isJson(nested) && valueAt(path.join("."), nested)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
