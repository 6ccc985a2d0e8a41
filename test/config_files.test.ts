import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../checks/mod.ts";
import { formatProblem } from "../src/config/problem.ts";
import { loadConfig } from "../src/config.ts";
import { idOf } from "../src/definition.ts";

const FILES = ["config/config.toml", "config/mozilla.toml", "test/constellation/recordings.toml"];

test.each(FILES)("%s has no problem but variables to set", (file) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

  const { definitions, problems } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  expect(
    problems.filter(({ unset }) => unset === undefined).map((problem) => formatProblem(problem, file)),
  ).toEqual([]);
  expect(definitions.length).toBeGreaterThan(11);
});

test("config/mozilla.toml needs variables for its agent and what that runs, and for nothing that the Worker does", () => {
  const text = readFileSync(new URL("../config/mozilla.toml", import.meta.url), "utf8");

  const { definitions, problems } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  const incomplete = problems.map(({ path }) => path.slice(1, 3).join("/"));
  const agents = definitions.filter((one) => incomplete.includes(idOf(one))).map(({ agent }) => agent);
  expect(new Set(agents)).toEqual(new Set(["vpn"]));
  expect(new Set(problems.flatMap(({ unset = [] }) => unset))).toEqual(
    new Set(["ORIGIN_SERVER", "WRITER_AUTH", "AGENT_VPN_TOKEN_HASH"]),
  );
});

test("config/mozilla.toml has every module of Remote Settings", () => {
  const text = readFileSync(new URL("../config/mozilla.toml", import.meta.url), "utf8");

  const { definitions } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  const modules = Object.keys(checks).filter((name) => name.startsWith("checks.remotesettings."));
  expect(definitions.map(({ module }) => module)).toEqual(expect.arrayContaining(modules));
});
