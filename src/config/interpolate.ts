import type { Problem } from "./problem.ts";
import { isTable } from "./toml.ts";

/** The value of a variable; undefined: it has none. An empty text is a value. */
export type Lookup = (name: string) => string | undefined;

export interface Interpolated {
  /** As given, with the variables filled in; a string that names one without a value is left as it was. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

const PLACEHOLDER = /\$\{([^{}]*)\}/g;

/**
 * Fills in `${NAME}` in every string, at any depth, as often as it occurs. What a variable holds is not looked at again:
 * a `${…}` in it is text.
 */
export function interpolate(value: unknown, lookup: Lookup): Interpolated {
  const problems: Problem[] = [];

  function visit(item: unknown, path: readonly string[]): unknown {
    if (typeof item === "string") return fill(item, path);
    if (Array.isArray(item)) return item.map((member, index) => visit(member, [...path, String(index)]));
    if (!isTable(item)) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, member]) => [key, visit(member, [...path, key])]),
    );
  }

  function fill(text: string, path: readonly string[]): string {
    const unset = variablesIn(text).filter((name) => lookup(name) === undefined);
    for (const name of unset) problems.push({ path, message: `variable "${name}" is not set`, unset: name });
    if (unset.length > 0) return text;
    return text.replace(PLACEHOLDER, (_, name: string) => lookup(name) ?? "");
  }

  return { value: visit(value, []), problems };
}

/** The names of the variables in a text, or in every string of a table or array; each once. */
export function variablesIn(value: unknown): readonly string[] {
  return [...new Set(stringsIn(value).flatMap((text) => Array.from(text.matchAll(PLACEHOLDER), nameOf)))];
}

/** Every string in `value`, at any depth; not the keys of tables. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isTable(value) ? Object.values(value).flatMap(stringsIn) : [];
}

function nameOf([, name = ""]: RegExpMatchArray): string {
  return name;
}
