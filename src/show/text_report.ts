import type { Bug } from "../known_issues/known_issues.ts";
import type { ShownMaintenance } from "./board_document.ts";
import type { CheckAnswer } from "./view.ts";

/** Checks as plain text, for people who read a pinger's "root cause": a table, then what is known of those not passed. */
export function textReport(answers: readonly CheckAnswer[]): string {
  const project = widthOf(answers.map((answer) => answer.project));
  const name = widthOf(answers.map((answer) => answer.name));
  const rows = answers.map((answer) =>
    `${answer.project.padEnd(project)}  ${answer.name.padEnd(name)}  ${answer.status}`.trimEnd(),
  );
  const details = answers.filter(({ status }) => status !== "passed").map(detailsOf);
  return `${[rows.join("\n"), ...details].join("\n\n")}\n`;
}

function detailsOf(answer: CheckAnswer): string {
  const lines = [
    `${answer.project}/${answer.name}`,
    `  Status: ${answer.status}${answer.since ? ` since ${answer.since}` : ""}`,
    ...(answer.maintenance ? [maintenanceLine(answer.maintenance)] : []),
    `  Description: ${answer.description}`,
    `  Documentation: ${indent(answer.documentation)}`,
    answer.error
      ? `  Error: ${answer.error.type}: ${indent(answer.error.message)}`
      : `  Data: ${indent(JSON.stringify(answer.data, null, 2))}`,
    ...(answer.datetime ? [`  Time: ${answer.datetime}, in ${answer.duration} ms`] : []),
    ...answer.buglist.map(bugLine),
    ...(answer.troubleshooting ? [`  Troubleshooting: ${answer.troubleshooting}`] : []),
  ];
  return lines.join("\n");
}

function maintenanceLine({ reason, until }: ShownMaintenance): string {
  return `  Maintenance: until ${until}${reason && `, ${indent(reason)}`}`;
}

function bugLine({ id, status, summary, url, hint }: Bug): string {
  return `  Bug: ${[id, status, summary, url, hint].filter((part) => part !== "").join(" ")}`;
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n    ");
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
