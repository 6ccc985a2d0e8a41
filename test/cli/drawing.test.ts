import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawingProblems } from "../../src/cli/drawing.ts";
import { definitionOf } from "../definition_of.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "poucave-"));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><circle id="shop--basket" r="3"/></svg>';
  await writeFile(join(folder, "diagram.svg"), svg);
});
afterAll(() => rm(folder, { recursive: true }));

test("tells of an element without a check, and of a check without an element", async () => {
  const problems = await drawingProblems(join(folder, "config.toml"), [definitionOf({ name: "home" })]);

  expect(problems).toHaveLength(2);
  expect(problems.join()).toContain("shop--basket");
  expect(problems.join()).toMatch(/shop(--|\/)home/);
});

test("says nothing where both agree, nor of a drawing that belongs to another file", async () => {
  const agreeing = await drawingProblems(join(folder, "config.toml"), [definitionOf({ name: "basket" })]);
  const other = await drawingProblems(join(folder, "mozilla.toml"), [definitionOf({ name: "home" })]);

  expect([agreeing, other]).toEqual([[], []]);
});
