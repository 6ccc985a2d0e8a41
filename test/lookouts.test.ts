import { expect, test } from "vitest";
import { assignLookouts } from "../src/lookouts.ts";
import { definitionOf } from "./definition_of.ts";

const checks = (project: string, count: number) =>
  Array.from({ length: count }, (_, index) => definitionOf({ project, name: `check-${index}` }));
const sizes = (assigned: ReadonlyMap<string, readonly unknown[]>) =>
  [...assigned.values()].map((own) => own.length);

test("a project is one Lookout of its own", () => {
  const assigned = assignLookouts([...checks("shop", 150), ...checks("cdn", 1)]);

  expect([...assigned].map(([name, own]) => [name, own.length])).toEqual([
    ["shop", 150],
    ["cdn", 1],
  ]);
});

test("a thousand checks of a project are seven Lookouts of about the same size", () => {
  const assigned = assignLookouts(checks("shop", 1000));

  expect(assigned.size).toBe(7);
  expect(sizes(assigned).reduce((sum, size) => sum + size)).toBe(1000);
  for (const size of sizes(assigned)) expect(size).toBeGreaterThan(100);
});

test("one Lookout more moves only the checks that it takes over", () => {
  const before = assignLookouts(checks("shop", 450));
  const after = assignLookouts(checks("shop", 451));
  const homeOf = (assigned: typeof before) =>
    new Map([...assigned].flatMap(([name, own]) => own.map((check) => [check.name, name])));

  const [old, now] = [homeOf(before), homeOf(after)];
  const moved = [...old].filter(([name, home]) => now.get(name) !== home);

  for (const [name] of moved) expect(now.get(name)).toBe("shop:3");
  expect(moved.length).toBeLessThan(450 / 3);
});
