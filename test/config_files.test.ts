import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../checks/mod.ts";
import { loadConfig } from "../src/config.ts";
import { formatProblem } from "../src/problem.ts";

test.each(["config/config.toml", "config/mozilla.toml"])("%s has no problem but variables to set", (file) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

  const { definitions, problems } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  expect(
    problems.filter(({ unset }) => unset === undefined).map((problem) => formatProblem(problem, file)),
  ).toEqual([]);
  expect(definitions.length).toBeGreaterThan(11);
});

test("config/mozilla.toml needs no variable: it is what anyone can observe", () => {
  const text = readFileSync(new URL("../config/mozilla.toml", import.meta.url), "utf8");

  expect(loadConfig(text, { checks, variables: {}, defaultTtl: 60 }).problems).toEqual([]);
});
