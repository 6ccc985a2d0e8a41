import { isPublicVariable } from "./config_secrets.ts";
import { interpolate } from "./interpolate.ts";
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
  return { table, params: asTable(table.params), problems: [...text.problems, ...rest.problems], used };
}

/** The table itself, or an empty one in the place of anything else. */
export function asTable(value: unknown): Table {
  return isTable(value) ? value : {};
}
