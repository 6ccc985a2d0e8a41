import { DatabaseSync } from "node:sqlite";
import type { Sql } from "../src/worker/sql.ts";

export interface MemorySql {
  readonly sql: Sql;
  readonly transaction: (work: () => void) => void;
}

/** SQLite in this process, for tests whose clock is not the real one. */
export function memorySql(): MemorySql {
  const database = new DatabaseSync(":memory:");
  return {
    sql: {
      exec<T>(query: string, ...bindings: (string | number | null)[]): Iterable<T> {
        if (bindings.length > 0 || !query.includes(";"))
          return database.prepare(query).all(...bindings) as T[];
        database.exec(query);
        return [];
      },
    },
    transaction(work) {
      database.exec("BEGIN");
      try {
        work();
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
  };
}
