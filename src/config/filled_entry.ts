import { isPublicVariable } from "./config_secrets.ts";
import { interpolate, variablesIn } from "./interpolate.ts";
import type { Problem } from "./problem.ts";
import { isTable, type Table } from "./toml.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** An entry of the configuration with its variables filled in. */
export interface FilledEntry {
  readonly table: Table;
  readonly params: Table;
  readonly problems: readonly Problem[];
  /** The variables that occur, and their values. */
  readonly used: ReadonlyMap<string, string>;
  /** Where `${NAME}` was left, since only an agent has its value: what does not fit there may fit then. */
  readonly left: readonly (readonly string[])[];
}

/** Fills in every string, but for private variables in the description: everybody reads it, they stay as written. */
export function fillIn({ description, ...others }: Table, variables: Variables): FilledEntry {
  const used = new Map<string, string>();
  const lookup = (name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) used.set(name, value);
    return value;
  };
  // Not every table may have one: what is not written stays unwritten.
  const text = interpolate(description === undefined ? {} : { description }, (name) =>
    isPublicVariable(name) ? lookup(name) : `\${${name}}`,
  );
  const rest = interpolate(others, lookup);
  const table = { ...asTable(text.value), ...asTable(rest.value) };
  const problems = [...text.problems, ...rest.problems];
  return { table, params: asTable(table.params), problems, used, left: [] };
}

/** An entry of an agent, where the agent is not: only what it takes to show the check, and to know whose it is, is filled in. */
export function fillInDistant(written: Table, variables: Variables): FilledEntry {
  const { agent, description, ...others } = written;
  const { table, used, problems } = fillIn(
    { agent, ...(description !== undefined && { description }) },
    variables,
  );
  const left = Object.entries(asTable(others.params)).map(([name, value]) => ({
    path: ["params", name],
    value,
  }));
  const { params, ...plain } = others;
  const keys = Object.entries(plain).map(([name, value]) => ({ path: [name], value }));
  return {
    table: { ...others, ...table },
    params: asTable(params),
    problems: problems.filter(({ path }) => path[0] !== "description"),
    used,
    left: [...keys, ...left].filter(({ value }) => variablesIn(value).length > 0).map(({ path }) => path),
  };
}

/** The table itself, or an empty one in the place of anything else. */
export function asTable(value: unknown): Table {
  return isTable(value) ? value : {};
}
