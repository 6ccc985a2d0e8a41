import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../checks/mod.ts";
import { DIFFERENCES } from "./differences.ts";

const readme = readFileSync("checks/README.md", "utf8");
const [, modules = "", differences = ""] = readme.split(/^## (?:Modules|Differences from the original)$/m);

/** The cells of a table's rows, without its head. */
function rowsOf(section: string): string[][] {
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  return lines
    .filter((line) => !line.startsWith("| -"))
    .slice(1)
    .map((line) =>
      line
        .slice(2, -2)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
}

test("the file that it shows is the file that runs", () => {
  const [, shown] = /<!-- the whole of core\/latency\.ts -->\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];

  expect(shown).toBe(readFileSync("checks/core/latency.ts", "utf8"));
});

test("the test that it shows is a test that runs", () => {
  const [, shown = "nothing"] = /```ts\n(test\([\s\S]*?)```/.exec(readme) ?? [];

  expect(readFileSync("test/checks/core/heartbeat.test.ts", "utf8")).toContain(shown);
});

test("it lists the modules that there are", () => {
  const names = rowsOf(modules).map(([name = ""]) => `checks.${name.replaceAll("`", "")}`);

  expect(names).toEqual(Object.keys(checks));
});

describe.each(rowsOf(modules))("%s", (...cells) => {
  const [name = "", , parameters = "", , plot = "", needs = "", cost = ""] = cells;
  const check = checks[`checks.${name.replaceAll("`", "")}`];
  const [list = ""] = parameters.split(";");
  const marked = [...list.matchAll(/`([a-z_]+)`([†‡]?)/g)].map(([, param = "", mark = ""]) => ({
    param,
    mark,
  }));

  test("has the parameters that it lists, in that order", () => {
    expect(marked.map(({ param }) => param)).toEqual(check?.params);
  });

  test("marks those that may be overridden, and those that are private", () => {
    const expected = check?.params.map((param) => {
      if (check.overridable.includes(param)) return "†";
      return check.exposed.includes(param) ? "" : "‡";
    });

    expect(marked.map(({ mark }) => mark)).toEqual(expected);
  });

  test("tells what a run costs", () => {
    expect(cost).toMatch(/\d/);
  });

  test("plots and needs what it lists", () => {
    expect(plot).toBe(check?.plot === undefined ? "–" : `\`${check.plot}\``);
    expect(needs).toBe(check?.needs.map((need) => `\`${need}\``).join(", ") || "–");
  });
});

test("it lists the differences from the original, and no other", () => {
  const expected = DIFFERENCES.map(({ module, cases, reason }) => [
    `\`${module}\``,
    cases.join(", ") || "–",
    reason,
  ]);

  expect(rowsOf(differences)).toEqual(expected);
});
