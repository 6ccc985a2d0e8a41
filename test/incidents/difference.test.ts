import * as fc from "fast-check";
import { expect, test } from "vitest";
import { differences } from "../../src/incidents/difference.ts";
import type { Json } from "../../src/json.ts";

test("names the path, what was found before and what after", () => {
  const before = { ok: true, totals: [{ count: 3 }, { count: 4 }], note: "same" };
  const after = { ok: false, totals: [{ count: 5 }, { count: 4 }], note: "same" };

  expect(differences(before, after)).toEqual([".ok: true → false", ".totals.0.count: 3 → 5"]);
});

test("tells what was added and what is gone", () => {
  expect(differences({ a: 1 }, { b: null })).toEqual([".a: 1 → nothing", ".b: nothing → null"]);
});

test.each<[string, Json, Json, string]>([
  ["texts", "one", "two", '.: "one" → "two"'],
  ["a list that became an object", [1], { 0: 1 }, '.: [1] → {"0":1}'],
  ["an object that became nothing", { a: 1 }, null, '.: {"a":1} → null'],
  ["a key that every object inherits", {}, { constructor: 1 }, ".constructor: nothing → 1"],
])("compares %s", (_what, before, after, line) => {
  expect(differences(before, after)).toEqual([line]);
});

test("says how many more differences there are than twenty lines hold", () => {
  const before = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, index]));

  const lines = differences(before, {});

  expect([lines.length, lines.at(-1)]).toEqual([20, "… and 9981 more"]);
});

test("twenty differences are told to the last", () => {
  const before = Array.from({ length: 20 }, (_, index) => index);

  expect(differences(before, before.map(String)).at(-1)).toBe('.19: 19 → "19"');
});

test("is small whatever has changed", () => {
  const long = (start: string) =>
    Object.fromEntries([...Array(60).keys()].map((n) => [`${"k".repeat(999)}${n}`, start.repeat(999)]));

  const lines = differences(long("€"), long("🌍"));

  expect(new TextEncoder().encode(lines.join("")).byteLength).toBeLessThan(2048 + 20);
});

test("finds nothing between any data and a copy of it, and something where their JSON differs", () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(differences(one, structuredClone(one))).toEqual([]);
      if (typeof one !== "object" && one !== other) expect(differences(one, other)).toHaveLength(1);
    }),
  );
});
