import { parse, TomlError } from "smol-toml";
import type { Problem } from "./problem.ts";

export type Table = Readonly<Record<string, unknown>>;

export type ParsedToml = { readonly table: Table } | { readonly problem: Problem };

/** Reads TOML. A text that is none is a problem with its line and column, not an exception. */
export function parseToml(text: string): ParsedToml {
  try {
    return { table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    return { problem: { path: [], message: reasonOf(error), line, column } };
  }
}

/** Whether `value` is a TOML table; dates and arrays are none. */
export function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The first line alone: the others quote the document, secrets included. */
function reasonOf(error: TomlError): string {
  const [first = ""] = error.message.split("\n");
  return first.replace("Invalid TOML document: ", "not TOML, ");
}
