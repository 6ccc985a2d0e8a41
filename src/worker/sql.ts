import type * as z from "zod";

type Value = string | number | null;

/** As much of a Durable Object's `SqlStorage` as a store needs, so that a test may bring its own SQLite and its own clock. */
export interface Sql {
  exec<T extends Record<string, Value>>(query: string, ...bindings: Value[]): Iterable<T>;
}

/** A stored JSON text, as a list of one; empty where another version of the program wrote what this one cannot read. */
export function parseStored<T extends z.ZodType>(schema: T, body: string): z.output<T>[] {
  const stored = schema.safeParse(JSON.parse(body));
  return stored.success ? [stored.data] : [];
}
