import * as z from "zod";
import { Hour } from "../../history/hour.ts";

// Two weeks, if results come in time.
const MAX_ENTRIES = 14 * 24;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS backlog (
    id INTEGER PRIMARY KEY, -- grows with each row
    hours INTEGER NOT NULL, -- how many there are in the body
    opened INTEGER NOT NULL, -- of the first of them, in epoch milliseconds
    body TEXT NOT NULL      -- JSON: list of Hour
  ) STRICT`;

/** What waits for the database. */
export const BacklogState = z.object({
  /** Hours of checks that wait. */
  hours: z.number(),
  /** When the oldest began, in epoch milliseconds; null: none waits. */
  oldest: z.number().nullable(),
});
export type BacklogState = z.infer<typeof BacklogState>;

export interface BacklogEntry {
  readonly id: number;
  readonly hours: readonly Hour[];
}

/** Hours that are over and that the database has not acknowledged yet, on disk: one row for those that end together. */
export class Backlog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Adds hours. Of more than two weeks the oldest go: returns how many hours are lost, and how many rows were written. */
  add(hours: readonly Hour[]): { readonly lost: number; readonly rowsWritten: number } {
    const [first] = hours;
    if (!first) return { lost: 0, rowsWritten: 0 };
    const added = this.#sql.exec(
      "INSERT INTO backlog (hours, opened, body) VALUES (?1, ?2, ?3)",
      hours.length,
      first.opened,
      JSON.stringify(hours),
    );
    const gone = this.#sql.exec<{ hours: number }>(
      "DELETE FROM backlog WHERE id <= (SELECT max(id) FROM backlog) - ?1 RETURNING hours",
      MAX_ENTRIES,
    );
    const lost = gone.toArray().map((row) => row.hours);
    return { lost: sum(lost), rowsWritten: added.rowsWritten + gone.rowsWritten };
  }

  /** The one that has waited longest, of those behind `id`. */
  next(id: number): BacklogEntry | undefined {
    const query = "SELECT id, body FROM backlog WHERE id > ?1 ORDER BY id LIMIT 1";
    const [row] = this.#sql.exec<{ id: number; body: string }>(query, id).toArray();
    return row && { id: row.id, hours: z.array(Hour).parse(JSON.parse(row.body)) };
  }

  /** The database has them. Returns how many rows were written. */
  remove(id: number): number {
    return this.#sql.exec("DELETE FROM backlog WHERE id = ?1", id).rowsWritten;
  }

  /** What waits of one check. */
  of(key: string): Hour[] {
    const rows = this.#sql.exec<{ hour: string }>(
      `SELECT each.value AS hour FROM backlog, json_each(backlog.body) AS each
       WHERE each.value ->> 'check_key' = ?1`,
      key,
    );
    return rows.toArray().map(({ hour }) => Hour.parse(JSON.parse(hour)));
  }

  get state(): BacklogState {
    const query = "SELECT coalesce(sum(hours), 0) AS hours, min(opened) AS oldest FROM backlog";
    return this.#sql.exec<{ hours: number; oldest: number | null }>(query).one();
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
