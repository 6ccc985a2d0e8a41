/** One line of the table: what was measured, what it should be, and whether it is. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  /** Undefined where there is no goal. */
  readonly reached?: boolean;
}

export function renderTable(rows: readonly Row[]): string {
  const width = (key: "what" | "measured" | "goal") => Math.max(...rows.map((row) => row[key].length));
  const [what, measured, goal] = [width("what"), width("measured"), width("goal")];
  return rows
    .map((row) => {
      const mark = row.reached === undefined ? "" : row.reached ? "reached" : "MISSED";
      return `${row.what.padEnd(what)}  ${row.measured.padStart(measured)}  ${row.goal.padEnd(goal)}  ${mark}`.trimEnd();
    })
    .join("\n");
}
