import type * as z from "zod";
import { suggestion } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { isTable } from "./toml.ts";

export interface ZodContext {
  /** Where in the document what was parsed stands. */
  readonly path: readonly string[];
  /** What was parsed: what is missing in it is told apart from what is wrong. */
  readonly input: unknown;
  /** What its keys are called: "key", "parameter". */
  readonly noun: string;
  readonly known: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** What zod found, one problem for each key, in words that hold no value. */
export function zodProblems(error: z.ZodError, context: ZodContext): Problem[] {
  return error.issues.flatMap((issue) => {
    const steps = issue.path.map(String);
    const path = [...context.path, ...steps];
    if (issue.code !== "unrecognized_keys") return [{ path, message: describe(issue, steps, context) }];
    // Which keys a nested table may have, zod does not say.
    const known = steps.length === 0 ? context.known : [];
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknownName(context.noun, key, known),
    }));
  });
}

/** `unknown parameter "urll", did you mean "url"?` */
export function unknownName(noun: string, name: string, known: readonly string[]): string {
  return `unknown ${noun} ${JSON.stringify(name)}${suggestion(name, known)}`;
}

function describe(issue: Issue, steps: readonly string[], { input, noun }: ZodContext): string {
  const expected = expectation(issue);
  if (!isMissing(steps, input)) return expected;
  const what = steps.length === 1 ? `missing ${noun} ${JSON.stringify(steps[0])}` : "missing";
  return `${what}, ${expected.replace(", received undefined", "")}`;
}

function expectation(issue: Issue): string {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return [...new Set(issue.errors.flat().map(expectation))].join(", or ");
  }
  const text = issue.message.replace(/^Invalid (input|option): /, "");
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isMissing(steps: readonly string[], input: unknown): boolean {
  let value = input;
  for (const step of steps) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isTable(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value === undefined;
}
