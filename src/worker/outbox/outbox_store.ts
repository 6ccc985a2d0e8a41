import * as z from "zod";
import { Notice } from "../../messages/notice.ts";
import { parseStored, type Sql } from "../sql.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox_notices (
    destination TEXT NOT NULL,
    incident TEXT NOT NULL,
    at INTEGER NOT NULL,        -- epoch milliseconds
    body TEXT NOT NULL,         -- JSON: Notice; the last one about an incident says it all
    PRIMARY KEY (destination, incident)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox_letters (
    key TEXT PRIMARY KEY,       -- idempotency key
    destination TEXT NOT NULL,
    at INTEGER NOT NULL,        -- when it was written, in epoch milliseconds
    place INTEGER NOT NULL,     -- letters of the same time are sent in this order
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,   -- not to be sent before, in epoch milliseconds
    body TEXT NOT NULL          -- JSON: Letter; never changes, since an attempt may have arrived
  ) STRICT, WITHOUT ROWID`;

/** What is told at once, as it was when it was first sent. */
export const Letter = z.object({ notices: z.array(Notice), similar: z.string(), missed: z.number() });
export type Letter = z.infer<typeof Letter>;

export interface StoredLetter {
  readonly key: string;
  readonly at: number;
  readonly attempts: number;
  readonly nextAt: number;
  readonly letter: Letter;
}

/** What waits to be told, a row a fact. Nothing is kept in memory: whoever rolls back rolls all of it back. */
export class OutboxStore {
  readonly #sql: Sql;

  /** Creates its tables. */
  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Has a notice wait, in the place of an earlier one about the same incident. */
  add(destination: string, notice: Notice): void {
    this.#sql.exec(
      `INSERT INTO outbox_notices (destination, incident, at, body) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (destination, incident) DO UPDATE SET at = excluded.at, body = excluded.body`,
      destination,
      notice.id,
      notice.at,
      JSON.stringify(notice),
    );
  }

  /** The oldest first. */
  notices(destination: string): Notice[] {
    const rows = this.#sql.exec<{ body: string }>(
      "SELECT body FROM outbox_notices WHERE destination = ?1 ORDER BY at, incident",
      destination,
    );
    return [...rows].flatMap(({ body }) => parseStored(Notice, body));
  }

  /** Forgets the oldest, so that no more than `limit` wait. Returns how many it forgot. */
  boundNotices(destination: string, limit: number): number {
    const surplus = this.noticeCount(destination) - limit;
    if (surplus <= 0) return 0;
    this.#sql.exec(
      `DELETE FROM outbox_notices WHERE destination = ?1 AND incident IN
         (SELECT incident FROM outbox_notices WHERE destination = ?1 ORDER BY at, incident LIMIT ?2)`,
      destination,
      surplus,
    );
    return surplus;
  }

  noticeCount(destination: string): number {
    const [row] = this.#sql.exec<{ count: number }>(
      "SELECT count(*) AS count FROM outbox_notices WHERE destination = ?1",
      destination,
    );
    return row?.count ?? 0;
  }

  removeNotices(destination: string, incidents: readonly string[]): void {
    this.#sql.exec(
      "DELETE FROM outbox_notices WHERE destination = ?1 AND incident IN (SELECT value FROM json_each(?2))",
      destination,
      JSON.stringify(incidents),
    );
  }

  /** The oldest first. */
  letters(destination: string): StoredLetter[] {
    const rows = this.#sql.exec<{ key: string; at: number; attempts: number; next_at: number; body: string }>(
      "SELECT key, at, attempts, next_at, body FROM outbox_letters WHERE destination = ?1 ORDER BY at, place",
      destination,
    );
    return [...rows].flatMap(({ key, at, attempts, next_at, body }) =>
      parseStored(Letter, body).map((letter) => ({ key, at, attempts, nextAt: next_at, letter })),
    );
  }

  putLetter(
    destination: string,
    { key, at, letter }: { key: string; at: number; letter: Letter },
    place: number,
  ): void {
    this.#sql.exec(
      `INSERT INTO outbox_letters (key, destination, at, place, attempts, next_at, body)
       VALUES (?1, ?2, ?3, ?4, 0, ?3, ?5)`,
      key,
      destination,
      at,
      place,
      JSON.stringify(letter),
    );
  }

  postpone(key: string, { attempts, nextAt }: { attempts: number; nextAt: number }): void {
    this.#sql.exec(
      "UPDATE outbox_letters SET attempts = ?2, next_at = ?3 WHERE key = ?1",
      key,
      attempts,
      nextAt,
    );
  }

  removeLetter(key: string): void {
    this.#sql.exec("DELETE FROM outbox_letters WHERE key = ?1", key);
  }

  /** How many notices a destination has not got yet. */
  waiting(destination: string): number {
    const letters = this.letters(destination).map(({ letter }) => letter.notices.length);
    return letters.reduce((sum, count) => sum + count, this.noticeCount(destination));
  }

  /** Forgets what is older than `before`, readable or not. */
  removeBefore(destination: string, before: number): void {
    for (const table of ["outbox_notices", "outbox_letters"]) {
      this.#sql.exec(`DELETE FROM ${table} WHERE destination = ?1 AND at <= ?2`, destination, before);
    }
  }

  /** Forgets what was meant for destinations that have been gone since `before`. */
  forgetOthers(destinations: readonly string[], before: number): void {
    for (const table of ["outbox_notices", "outbox_letters"]) {
      this.#sql.exec(
        `DELETE FROM ${table} WHERE at < ?2 AND destination NOT IN (SELECT value FROM json_each(?1))`,
        JSON.stringify(destinations),
        before,
      );
    }
  }
}
