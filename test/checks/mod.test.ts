import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../checks/mod.ts";

// Files that begin with an underscore are for their neighbours.
const names = globSync("checks/*/[!_]*.ts").map((file) => file.slice(0, -".ts".length).replaceAll("/", "."));

test("every file is registered under its own path, in order", () => {
  expect(Object.keys(checks)).toEqual(names.sort());
});

describe.each(Object.entries(checks))("%s", (_, check) => {
  test("documents itself, beginning with a sentence", () => {
    expect(check.documentation).toMatch(/^[A-Z][\s\S]+?\.(\s|$)/);
  });

  test("refuses a parameter that it does not know", () => {
    expect(() => check.configure({ nope: 1 })).toThrow("unrecognized_keys");
  });

  test("exposes, and lets override, parameters that there are (defect 3: some were none)", () => {
    const unknown = [...check.exposed, ...check.overridable].filter((name) => !check.params.includes(name));

    expect(unknown).toEqual([]);
  });

  test("lets nobody override where it asks", () => {
    const places = check.overridable.filter((name) =>
      /url|host|server|repo|slug|origin|path|token/.test(name),
    );

    expect(places).toEqual([]);
  });

  test("shows what may be overridden", () => {
    expect(check.overridable.filter((name) => !check.exposed.includes(name))).toEqual([]);
  });

  test("keeps what may be a secret to itself", () => {
    expect(check.exposed.filter((name) => /token|secret|password|auth|body|^headers$/.test(name))).toEqual(
      [],
    );
  });
});
