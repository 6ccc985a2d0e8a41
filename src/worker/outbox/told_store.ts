import { Notice } from "../../messages/notice.ts";
import { parseStored, type Sql } from "../sql.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox_told (
    destination TEXT NOT NULL,
    incident TEXT NOT NULL,     -- id of an incident that lasts
    type TEXT NOT NULL,         -- the last thing that was told of it
    at INTEGER NOT NULL,        -- when, in epoch milliseconds
    body TEXT NOT NULL,         -- JSON: Notice
    PRIMARY KEY (destination, incident)
  ) STRICT, WITHOUT ROWID`;

/** What each destination has been told, or is going to be, of the incidents that last. */
export class ToldStore {
  readonly #sql: Sql;

  /** Creates its table. */
  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** The last notices of the incidents that a destination knows to last, and when it was told. */
  all(destination: string): { readonly at: number; readonly notice: Notice }[] {
    const rows = this.#sql.exec<{ at: number; body: string }>(
      "SELECT at, body FROM outbox_told WHERE destination = ?1 ORDER BY at, incident",
      destination,
    );
    return [...rows].flatMap(({ at, body }) => parseStored(Notice, body).map((notice) => ({ at, notice })));
  }

  typeOf(destination: string, incident: string): string | undefined {
    const [row] = this.#sql.exec<{ type: string }>(
      "SELECT type FROM outbox_told WHERE destination = ?1 AND incident = ?2",
      destination,
      incident,
    );
    return row?.type;
  }

  put(destination: string, notice: Notice): void {
    this.#sql.exec(
      `INSERT INTO outbox_told (destination, incident, type, at, body) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (destination, incident) DO UPDATE SET type = excluded.type, at = excluded.at, body = excluded.body`,
      destination,
      notice.id,
      notice.type,
      notice.at,
      JSON.stringify(notice),
    );
  }

  forget(destination: string, incident: string): void {
    this.#sql.exec("DELETE FROM outbox_told WHERE destination = ?1 AND incident = ?2", destination, incident);
  }

  /** Forgets destinations that have been gone since `before`. */
  forgetOthers(destinations: readonly string[], before: number): void {
    this.#sql.exec(
      "DELETE FROM outbox_told WHERE at < ?2 AND destination NOT IN (SELECT value FROM json_each(?1))",
      JSON.stringify(destinations),
      before,
    );
  }
}
