import { formatProblem } from "../config/problem.ts";
import { troubleshootingLink } from "../show/troubleshooting_link.ts";
import { answerOf } from "../show/view.ts";
import type { CheckArguments } from "./arguments.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { renderDetails } from "./details.ts";
import { plural } from "./plural.ts";
import { type FinishedRun, runAll } from "./run_all.ts";
import { type Selection, select } from "./selection.ts";
import { renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** As shells have it for Ctrl-C: 128 and the number of the signal. */
const INTERRUPTED = 130;

/** Runs the checks that were asked for and prints what they found. Returns the exit status. */
export async function check(args: CheckArguments, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const configuration = await readConfiguration(args.config);
  const { config, settings, settingsProblems } = configuration;
  for (const problem of settingsProblems) terminal.warn(`${problem}\n`);
  for (const problem of config.problems) terminal.warn(`${formatProblem(problem, args.config)}\n`);

  const selection = select(config.definitions, args);
  const startedAt = performance.now();
  const runs = await runAll(selection.selected, { config, settings, terminal, signal });
  const seconds = (performance.now() - startedAt) / 1000;

  if (args.json) terminal.write(`${JSON.stringify(answersOf(runs, configuration), null, 2)}\n`);
  else print({ runs, selection, seconds, settings }, terminal);
  if (signal.aborted) return INTERRUPTED;
  // Named checks are judged alone; a file that is wrong elsewhere is told, and is `validate`'s to refuse.
  const unreadable = args.project === undefined && config.problems.length > 0;
  return unreadable ? 2 : exitStatus(runs);
}

/** 2: some could not tell; 1: some failed; 0: all passed. */
export function exitStatus(runs: readonly FinishedRun[]): number {
  const statuses = runs.map(({ result }) => result.outcome.status);
  if (statuses.includes("errored")) return 2;
  return statuses.includes("failed") ? 1 : 0;
}

interface Report extends Pick<Configuration, "settings"> {
  readonly runs: readonly FinishedRun[];
  readonly selection: Selection;
  readonly seconds: number;
}

function print({ runs, selection, seconds, settings }: Report, terminal: Terminal): void {
  const troubleshooting = ({ definition }: FinishedRun) =>
    troubleshootingLink(settings.troubleshootingTemplate, definition);
  terminal.write(renderTable(runs, selection.skipped, terminal));
  terminal.write(renderDetails(runs, { paint: terminal.paint, troubleshooting }));
  terminal.write(`\n${totals(runs, selection)} in ${seconds.toFixed(1)} s\n`);
}

/** `5 checks: 3 passed, 1 failed, 1 skipped` */
export function totals(runs: readonly FinishedRun[], { selected, skipped }: Selection): string {
  const count = (status: string) => runs.filter(({ result }) => result.outcome.status === status).length;
  const counts: [number, string][] = [
    [count("passed"), "passed"],
    [count("failed"), "failed"],
    [count("errored"), "errored"],
    [skipped.length, "skipped"],
    [selected.length - runs.length, "interrupted"],
  ];
  const parts = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return [plural(selected.length + skipped.length, "check"), parts.join(", ")].filter(Boolean).join(": ");
}

/** What the service would answer, had it just run them. */
function answersOf(runs: readonly FinishedRun[], { settings }: Configuration): unknown {
  return runs.map(({ definition, result }) =>
    answerOf(
      definition,
      { ...result, since: result.startedAt },
      {
        now: result.startedAt + result.durationMs,
        tickMs: settings.tickMs,
        troubleshooting: (one) => troubleshootingLink(settings.troubleshootingTemplate, one),
      },
    ),
  );
}
