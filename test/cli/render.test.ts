import { expect, test } from "vitest";
import { firstSentence, renderDetails } from "../../src/cli/details.ts";
import { printable } from "../../src/cli/printable.ts";
import { type FinishedRun, progressLine } from "../../src/cli/run_all.ts";
import { renderTable } from "../../src/cli/table.ts";
import { createTerminal, type Paint, plain } from "../../src/cli/terminal.ts";
import { brokenCheck } from "../../src/config/broken_check.ts";
import type { Definition } from "../../src/definition.ts";
import type { Outcome } from "../../src/outcome.ts";
import { definitionOf } from "../definition_of.ts";

const marked: Paint = (style, text) => `<${style}>${text}</${style}>`;

function named(name: string, more: Partial<Definition> = {}): Definition {
  const check = { ...brokenCheck(""), documentation: "Must hold, e.g.\nalways. Then more." };
  return definitionOf({ name, description: "d", module: "m", check, ...more });
}

function runOf(name: string, outcome: Outcome): FinishedRun {
  return { definition: named(name), result: { outcome, startedAt: 0, durationMs: 12 } };
}

const RUNS = [
  runOf("a", { status: "passed", data: { ms: 7 }, value: 7 }),
  runOf("long-name", { status: "failed", data: "down", value: null }),
  runOf("c", { status: "errored", error: { type: "TypeError", message: "Cannot reach x:\n\u001b[2Jwhy" } }),
];

test("aligns columns, with a sign and a word for each status", () => {
  expect(renderTable(RUNS, [named("d", { agent: "vpn" })], { paint: plain, columns: undefined })).toBe(
    [
      "STATUS     PROJECT  CHECK      VALUE  TIME   RESULT",
      '✔ passed   shop     a          7      12 ms  {"ms":7}',
      '✘ failed   shop     long-name         12 ms  "down"',
      "! errored  shop     c                 12 ms  Cannot reach x: \\u001b[2Jwhy",
      "- skipped  shop     d                        runs on agent vpn: name it, or --agent vpn",
      "",
    ].join("\n"),
  );
});

test("colours the status alone, and cuts lines at the width of the screen", () => {
  const [, first, second] = renderTable(RUNS, [], { paint: marked, columns: 46 }).split("\n");

  expect(first).toBe("<green>✔ passed</green>   shop     a          7      12 ms  …");
  expect(second).toBe("<red>✘ failed</red>   shop     long-name         12 ms  …");
});

test("prints no table for no checks", () => {
  expect(renderTable([], [], { paint: plain, columns: undefined })).toBe("");
});

test("gives details of what did not pass, each with what is known of it", () => {
  const details = renderDetails(RUNS, {
    paint: plain,
    troubleshooting: ({ definition }) => (definition.name === "c" ? "https://wiki.example/c" : ""),
  });

  expect(details).toBe(
    [
      "",
      "✘ shop/long-name failed",
      "  Description  d",
      "  Must hold    Must hold, e.g. always.",
      "  Module       m",
      '  Data         "down"',
      "",
      "! shop/c errored",
      "  Description  d",
      "  Must hold    Must hold, e.g. always.",
      "  Module       m",
      "  Error        TypeError: Cannot reach x:",
      "               \\u001b[2Jwhy",
      "  Help         https://wiki.example/c",
      "",
    ].join("\n"),
  );
});

test("takes the first sentence of the first paragraph", () => {
  expect(firstSentence("\nThe URL\nanswers 200. Then: the body.")).toBe("The URL answers 200.");
  expect(firstSentence("No full stop\n\nSecond paragraph.")).toBe("No full stop");
  expect(firstSentence("")).toBe("");
});

test("makes control characters and turned text visible, and leaves other scripts and emoji alone", () => {
  expect(printable("a\u001b[31m\u009b\u202e\u0007\r\nb")).toBe("a\\u001b[31m\\u009b\\u202e\\u0007\\u000d\nb");
  expect(printable("é 日本 👩‍🚀 עברית")).toBe("é 日本 👩‍🚀 עברית");
});

test("tells how far it is", () => {
  const [a, b] = [named("a"), named("b")];

  expect(progressLine(new Set([a, b]), 5)).toBe("3 of 5 checks · shop/a, shop/b");
  expect(progressLine(new Set(), 5)).toBe("");
});

test.each([
  ["a screen", { isTTY: true }, {}, true],
  ["a screen with NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
  ["a screen that knows no colours", { isTTY: true }, { TERM: "dumb" }, false],
  ["a pipe", {}, {}, false],
])("colours on %s: %j %j", (_, output, env, coloured) => {
  const stdout = { ...output, write: () => {} };

  const { paint } = createTerminal({ stdout, stderr: stdout, env });

  expect(paint("red", "x") !== "x").toBe(coloured);
});

test("takes no columns of a pipe, nor of a screen that says it has none", () => {
  const screen = { isTTY: true, columns: 0, write: () => {} };
  const pipe = { columns: 80, write: () => {} };

  expect(createTerminal({ stdout: screen, stderr: pipe, env: {} }).columns).toBeUndefined();
  expect(createTerminal({ stdout: pipe, stderr: pipe, env: {} }).columns).toBeUndefined();
});

test("shows progress on a screen only, and takes it away before anything else is written", () => {
  const written: string[] = [];
  const screen = { isTTY: true, columns: 6, write: (text: string) => written.push(text) };
  const pipe = { write: (text: string) => written.push(text) };

  const onScreen = createTerminal({ stdout: pipe, stderr: screen, env: {} });
  onScreen.progress("1 of 2 checks");
  onScreen.write("result\n");
  createTerminal({ stdout: pipe, stderr: pipe, env: {} }).progress("1 of 2 checks");

  expect(written).toEqual(["\r\u001b[2K1 of ", "\r\u001b[2K", "result\n"]);
});
