import * as z from "zod";
import type { Problem } from "./problem.ts";
import { type ZodContext, zodProblems } from "./zod_problems.ts";

/** A value, or why there is none. */
export interface Attempt<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/** The one place where what a schema throws becomes problems. */
export function attempt<T>(parse: () => T, context: ZodContext): Attempt<T> {
  try {
    return { value: parse(), problems: [] };
  } catch (error) {
    if (error instanceof z.ZodError) return { problems: zodProblems(error, context) };
    // A check from elsewhere may throw anything, with the value in its message: only the name is told.
    const name = error instanceof Error ? error.name : typeof error;
    return { problems: [{ path: context.path, message: `refused by the module with a ${name}` }] };
  }
}
