import type { Assignment } from "../../agent_protocol.ts";

/** Whoever asked has gone by then. */
const EXPIRY_MS = 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS refreshes (
    check_id TEXT PRIMARY KEY,   -- project/name
    agent TEXT NOT NULL,         -- who runs it
    id TEXT NOT NULL,            -- the result carries it
    asked_at INTEGER NOT NULL    -- epoch milliseconds, of the last who asked
  ) STRICT, WITHOUT ROWID`;

/** Which checks agents are to run at once. At most one a check: whoever asks later waits for the same run. */
export class RefreshBook {
  readonly #sql: SqlStorage;
  readonly #count: (rowsWritten: number) => void;

  constructor(sql: SqlStorage, count: (rowsWritten: number) => void) {
    this.#sql = sql;
    this.#count = count;
    sql.exec(SCHEMA);
  }

  /** Returns the id that the result will carry. */
  ask({ agent, check, id }: { agent: string; check: string; id: string }, now: number): string {
    this.#count(this.#sql.exec("DELETE FROM refreshes WHERE asked_at < ?1", now - EXPIRY_MS).rowsWritten);
    const cursor = this.#sql.exec<{ id: string }>(
      `INSERT INTO refreshes (check_id, agent, id, asked_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (check_id) DO UPDATE SET asked_at = excluded.asked_at RETURNING id`,
      check,
      agent,
      id,
      now,
    );
    const row = cursor.one();
    this.#count(cursor.rowsWritten);
    return row.id;
  }

  /** What an agent has not run yet. */
  pending(agent: string, now: number): Assignment["refresh"] {
    const query =
      'SELECT check_id AS "check", id FROM refreshes WHERE agent = ?1 AND asked_at >= ?2 ORDER BY check_id';
    return this.#sql.exec<{ check: string; id: string }>(query, agent, now - EXPIRY_MS).toArray();
  }

  isPending(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM refreshes WHERE id = ?1", id).toArray().length > 0;
  }

  /** The results are there. */
  answered(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const query = "DELETE FROM refreshes WHERE id IN (SELECT value FROM json_each(?1))";
    this.#count(this.#sql.exec(query, JSON.stringify(ids)).rowsWritten);
  }
}
