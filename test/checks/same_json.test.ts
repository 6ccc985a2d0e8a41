import fc from "fast-check";
import { expect, test } from "vitest";
import { sameJson } from "../../checks/_same_json.ts";

test("the order of keys does not matter, at any depth", () => {
  expect(sameJson({ a: [{ b: 1, c: 2 }], d: null }, { d: null, a: [{ c: 2, b: 1 }] })).toBe(true);
});

test.each([
  [
    [1, 2],
    [2, 1],
  ],
  [{ a: 1 }, { a: 1, b: null }],
  [1, "1"],
  [null, {}],
  [[], {}],
])("%j is not %j", (one, other) => {
  expect(sameJson(one, other)).toBe(false);
});

test("a key like __proto__ counts as any other", () => {
  expect(sameJson(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":2}}'))).toBe(false);
});

test("every document is the same as its copy with the keys turned round", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const document = JSON.parse(JSON.stringify(record));
      const turned = Object.fromEntries(Object.entries(document).reverse());

      expect(sameJson(JSON.parse(JSON.stringify(turned)), document)).toBe(true);
    }),
  );
});
