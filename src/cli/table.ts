import type { Definition } from "../definition.ts";
import type { Outcome } from "../outcome.ts";
import { summaryOf } from "../record.ts";
import { printableLine } from "./printable.ts";
import type { FinishedRun } from "./run_all.ts";
import type { Selection } from "./selection.ts";
import type { Paint, Style, Terminal } from "./terminal.ts";

type Mark = Outcome["status"] | "skipped";

// A sign and a word: colour alone tells nothing to some.
export const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly style: Style }>> = {
  passed: { sign: "✔", style: "green" },
  failed: { sign: "✘", style: "red" },
  errored: { sign: "!", style: "yellow" },
  skipped: { sign: "-", style: "dim" },
};

interface Row {
  readonly mark: Mark;
  readonly cells: readonly string[];
}

const HEADS = ["STATUS", "PROJECT", "CHECK", "VALUE", "TIME", "RESULT"];

/** One line a check: what ran, then what was skipped and why. */
export function renderTable(
  runs: readonly FinishedRun[],
  skipped: Selection["skipped"],
  { paint, columns }: Pick<Terminal, "paint" | "columns">,
): string {
  const rows = [...runs.map(rowOf), ...skipped.map(skippedRow)];
  if (rows.length === 0) return "";
  const texts = [HEADS, ...rows.map(({ cells }) => cells)];
  const widths = HEADS.map((_, column) => Math.max(...texts.map((cells) => (cells[column] ?? "").length)));
  const lines = texts.map((cells) => cut(lineOf(cells, widths), columns));
  return lines.map((line, index) => `${painted(line, rows[index - 1], paint)}\n`).join("");
}

function rowOf({ definition, result }: FinishedRun): Row {
  const { outcome, durationMs } = result;
  const value = outcome.status === "errored" || outcome.value === null ? "" : String(outcome.value);
  const summary = printableLine(summaryOf(outcome));
  return {
    mark: outcome.status,
    cells: cellsOf(outcome.status, definition, [value, `${durationMs} ms`, summary]),
  };
}

function skippedRow(definition: Definition): Row {
  const why = `runs on agent ${definition.agent}: name it, or --agent ${definition.agent}`;
  return { mark: "skipped", cells: cellsOf("skipped", definition, ["", "", why]) };
}

function cellsOf(mark: Mark, { project, name }: Definition, rest: readonly string[]): readonly string[] {
  return [`${MARKS[mark].sign} ${mark}`, project, name, ...rest];
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join("  ")
    .trimEnd();
}

function cut(line: string, columns: number | undefined): string {
  if (columns === undefined || line.length <= columns) return line;
  return `${line.slice(0, columns - 1)}…`;
}

/** The heading has no row. Colour goes on the sign and the word, which come first. */
function painted(line: string, row: Row | undefined, paint: Paint): string {
  if (!row) return paint("bold", line);
  const { sign, style } = MARKS[row.mark];
  const length = `${sign} ${row.mark}`.length;
  return paint(style, line.slice(0, length)) + line.slice(length);
}
