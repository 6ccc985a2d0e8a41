import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../checks/mod.ts";
import { COMMAND, README, render } from "./readme_tables.ts";

const readme = readFileSync(README, "utf8");

test("its tables, and the file that it shows, are those of the checks", () => {
  expect(render(readme), `${README} is not current: ${COMMAND}`).toBe(readme);
});

test("a table that is not current is written anew, and nothing else", () => {
  const stale = readme.replace(/\| `core\.latency` .*\n/, "").replace("export default defineCheck({", "");

  expect(stale).not.toBe(readme);
  expect(render(stale)).toBe(readme);
});

test("a README without its markers is left", () => {
  expect(() => render(readme.replace("<!-- begin: modules -->", ""))).toThrow('no marker "modules"');
});

test("the test that it shows is a test that runs", () => {
  const [, shown = "nothing"] = /```ts\n(test\([\s\S]*?)```/.exec(readme) ?? [];

  expect(readFileSync("test/checks/core/heartbeat.test.ts", "utf8")).toContain(shown);
});

test.each(Object.entries(checks))("%s tells what a run costs, in figures", (_, { documentation }) => {
  const [, cost] = /^A run costs ([\s\S]+?)\.(\s|$)/m.exec(documentation) ?? [];

  expect(cost).toMatch(/\b(one|two|three|four|\d+)\b[\s\S]*(ms of CPU|on the agent)/);
});
