import { formatProblem } from "../config/problem.ts";
import type { ValidateArguments } from "./arguments.ts";
import { readConfiguration } from "./configuration.ts";
import { drawingProblems } from "./drawing.ts";
import { plural } from "./plural.ts";
import type { Terminal } from "./terminal.ts";

/** Prints everything that is wrong with a configuration. The exit status is 1 if anything is. */
export async function validate({ file, allowUnset }: ValidateArguments, terminal: Terminal): Promise<number> {
  const { config, settingsProblems } = await readConfiguration(file, { agentsElsewhere: true });
  for (const problem of settingsProblems) terminal.warn(`${problem}\n`);

  const unset = [...new Set(config.problems.flatMap(({ unset }) => unset ?? []))];
  const problems = config.problems.filter((problem) => !allowUnset || problem.unset === undefined);
  for (const problem of problems) terminal.write(`${formatProblem(problem, file)}\n`);
  // A check without a star runs all the same: it is told, and is no reason to refuse.
  for (const problem of await drawingProblems(file, config.definitions)) terminal.warn(`${problem}\n`);

  const checks = plural(config.definitions.length, "check");
  const verdict = problems.length === 0 ? "nothing is wrong" : plural(problems.length, "problem");
  const allowed = allowUnset && unset.length > 0 ? `, not set: ${unset.join(", ")}` : "";
  const style = problems.length === 0 ? "green" : "red";
  terminal.write(`${terminal.paint(style, `${file}: ${checks}, ${verdict}`)}${allowed}\n`);
  return problems.length === 0 ? 0 : 1;
}
