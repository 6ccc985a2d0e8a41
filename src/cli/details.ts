import { idOf } from "../definition.ts";
import { printable, printableLine } from "./printable.ts";
import type { FinishedRun } from "./run_all.ts";
import { MARKS } from "./table.ts";
import type { Paint } from "./terminal.ts";

export interface DetailsOptions {
  readonly paint: Paint;
  /** The page that helps with a check; empty: there is none. */
  readonly troubleshooting: (run: FinishedRun) => string;
}

/** What is known of each check that did not pass. */
export function renderDetails(runs: readonly FinishedRun[], options: DetailsOptions): string {
  const unwell = runs.filter(({ result }) => result.outcome.status !== "passed");
  return unwell.map((run) => `\n${detailsOf(run, options)}\n`).join("");
}

function detailsOf(run: FinishedRun, { paint, troubleshooting }: DetailsOptions): string {
  const { definition, result } = run;
  const { outcome } = result;
  const { sign, style } = MARKS[outcome.status];
  const lines: [string, string][] = [
    ["Description", printableLine(definition.description)],
    ["Must hold", firstSentence(definition.check.documentation)],
    ["Module", printableLine(definition.module)],
    outcome.status === "errored"
      ? ["Error", printable(`${outcome.error.type}: ${outcome.error.message}`)]
      : ["Data", printable(JSON.stringify(outcome.data, null, 2))],
    ["Help", troubleshooting(run)],
  ];
  const known = lines.filter(([, text]) => text !== "");
  return [
    paint(style, `${sign} ${idOf(definition)} ${outcome.status}`),
    ...known.map(([label, text]) => `  ${paint("dim", label.padEnd(13))}${indent(text)}`),
  ].join("\n");
}

/** Documentation begins with what must hold. A sentence ends where a capital follows: not after "e.g." */
export function firstSentence(documentation: string): string {
  const [paragraph = ""] = documentation.trim().split(/\n\s*\n/);
  const [sentence = ""] = paragraph.split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return printableLine(sentence);
}

function indent(text: string): string {
  return text.replaceAll("\n", `\n${" ".repeat(15)}`);
}
