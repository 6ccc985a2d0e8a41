import { expect, test } from "vitest";
import { withDistinctKeys } from "../../src/config/distinct_keys.ts";
import { definitionOf } from "../definition_of.ts";

const keysOf = (wanted: Readonly<Record<string, string>>) => {
  const given = Object.entries(wanted).map(([name, key]) => definitionOf({ name, key: `shop/${key}` }));
  const { definitions, problems } = withDistinctKeys(given);
  return [definitions.map(({ key }) => key), problems.map(({ path }) => path.join("."))];
};

test("checks that exchange their names exchange their keys", () => {
  expect(keysOf({ a: "b", b: "a" })).toEqual([["shop/b", "shop/a"], []]);
});

test("a check that asks for the name of another that is in use keeps its own", () => {
  expect(keysOf({ new: "old", old: "old" })).toEqual([["shop/new", "shop/old"], ["checks.shop.new"]]);
});

test("of two that ask for the same, neither has it", () => {
  expect(keysOf({ a: "x", b: "x" })).toEqual([
    ["shop/a", "shop/b"],
    ["checks.shop.a", "checks.shop.b"],
  ]);
});

test("a name that somebody falls back to is not another's any more", () => {
  expect(keysOf({ a: "c", b: "a", c: "c" })).toEqual([
    ["shop/a", "shop/b", "shop/c"],
    ["checks.shop.a", "checks.shop.b"],
  ]);
});
