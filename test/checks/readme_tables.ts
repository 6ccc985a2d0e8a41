// `npm run docs`: what checks/README.md shows of the checks, from the checks themselves.
import { readFileSync, writeFileSync } from "node:fs";
import { checks } from "../../checks/mod.ts";
import type { Check } from "../../src/check.ts";
import type { ParameterShape } from "../../src/params.ts";
import { DIFFERENCES } from "./differences.ts";

export const README = "checks/README.md";
export const COMMAND = "npm run docs";

const MODULES_HEAD = ["Module", "What must hold", "Parameters", "Data", "Plot", "Needs", "A run costs"];
const DIFFERENCES_HEAD = ["Module", "Recorded cases", "Difference"];

/** The README as it must be. Throws where a marker, or a part of a check's documentation, is missing. */
export function render(readme: string): string {
  const parts = {
    "the whole of core/latency.ts": fenced(readFileSync("checks/core/latency.ts", "utf8")),
    modules: tableOf(MODULES_HEAD, Object.entries(checks).map(moduleRow)),
    differences: tableOf(DIFFERENCES_HEAD, DIFFERENCES.map(differenceRow)),
  };
  let rendered = readme;
  for (const [name, content] of Object.entries(parts)) rendered = withPart(rendered, name, content);
  return rendered;
}

function withPart(readme: string, name: string, content: string): string {
  const [start, end] = [`<!-- begin: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [before, after] = [readme.indexOf(start), readme.indexOf(end)];
  if (before === -1 || after < before) throw new RangeError(`Cannot write ${README}: no marker "${name}"`);
  return `${readme.slice(0, before)}${start}\n${content}\n${readme.slice(after)}`;
}

function moduleRow([name, check]: [string, Check]): string[] {
  return [
    code(name.replace(/^checks\./, "")),
    excerpt(name, check, /^([\s\S]+?)\.(\s|$)/),
    check
      .describeParams()
      .map((shape) => parameter(check, shape))
      .join(", "),
    excerpt(name, check, /^Data: ([\s\S]+?)\.$/m),
    check.plot === undefined ? "–" : code(check.plot),
    check.needs.map(code).join(", ") || "–",
    excerpt(name, check, /^A run costs ([\s\S]+?)\.(\s|$)/m),
  ];
}

/** What a part of the documentation says, on one line. */
function excerpt(name: string, { documentation }: Check, pattern: RegExp): string {
  const [, text] = pattern.exec(documentation) ?? [];
  if (text === undefined) throw new SyntaxError(`Cannot document ${name}: nothing like ${pattern.source}`);
  return text.replaceAll(/\s+/g, " ");
}

/** As one would write it in TOML: `max_age = 30`†. */
function parameter(check: Check, { name, required, fallback, description }: ParameterShape): string {
  const value = fallback === undefined ? "" : ` = ${JSON.stringify(fallback)}`;
  const written = code(`${name}${required || value !== "" ? "" : "?"}${value}`);
  const visible = check.exposed.includes(name) ? "" : "‡";
  const mark = check.overridable.includes(name) ? "†" : visible;
  return `${written}${mark}${description === undefined ? "" : ` (${description})`}`;
}

function differenceRow({ module, cases, reason }: (typeof DIFFERENCES)[number]): string[] {
  return [code(module), cases.join(", ") || "–", reason];
}

/** In columns, as the formatter wants it. */
function tableOf(head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `| ${padded.join(" | ")} |\n`;
  };
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}

function fenced(source: string): string {
  return `\`\`\`ts\n${source}\`\`\`\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) writeFileSync(README, render(readFileSync(README, "utf8")));
