type Value = string | number | null;

/** As much of a Durable Object's `SqlStorage` as a store needs, so that a test may bring its own SQLite and its own clock. */
export interface Sql {
  exec<T extends Record<string, Value>>(query: string, ...bindings: Value[]): Iterable<T>;
}
