import { suggestion } from "../config/nearest.ts";
import type { Definition } from "../definition.ts";
import type { CheckArguments } from "./arguments.ts";

export interface Selection {
  readonly selected: readonly Definition[];
  /** The checks of agents, which nobody asked for by name. */
  readonly skipped: readonly Definition[];
}

type Wanted = Pick<CheckArguments, "project" | "name" | "agent">;

/** The checks that the command line asks for. Throws a `RangeError` for a name that is not in the configuration. */
export function select(definitions: readonly Definition[], { project, name, agent }: Wanted): Selection {
  const inProject = definitions.filter((one) => project === undefined || one.project === project);
  if (project !== undefined && inProject.length === 0) {
    throw unknown(
      "project",
      project,
      definitions.map((one) => one.project),
    );
  }
  const named = inProject.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && named.length === 0) {
    throw unknown(
      `check in ${project}`,
      name,
      inProject.map((one) => one.name),
    );
  }
  const agents = definitions.flatMap((one) => one.agent ?? []);
  if (agent !== undefined && !agents.includes(agent)) throw unknown("agent", agent, agents);
  const isOurs = (one: Definition) => one.agent === undefined || one.agent === agent || name !== undefined;
  return { selected: named.filter(isOurs), skipped: named.filter((one) => !isOurs(one)) };
}

function unknown(noun: string, name: string, known: readonly string[]): RangeError {
  return new RangeError(
    `Cannot check: no ${noun} ${JSON.stringify(name)}${suggestion(name, [...new Set(known)])}`,
  );
}
