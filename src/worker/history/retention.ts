import { inTime } from "../in_time.ts";

const DAY_MS = 86_400_000;
const POINTS_DAYS = 30;
const ROWS_DAYS = 396; // 13 months

// The database answers one statement at a time: each is to be short.
const ROWS_A_STATEMENT = 5_000;
const LIMIT_MS = 10_000;
const RETRY_MS = 3_600_000;

// Each check's own hours are found by the key: those of checks that are no longer configured too, and nothing is scanned.
const KEYS = `
  WITH RECURSIVE keys (name) AS (
    SELECT min(check_key) FROM hours
    UNION ALL
    SELECT (SELECT min(check_key) FROM hours WHERE check_key > name) FROM keys WHERE name IS NOT NULL
  )`;

const GIVE_UP_POINTS = `${KEYS}
  UPDATE hours SET points = NULL WHERE (check_key, opened) IN (
    SELECT check_key, opened FROM keys JOIN hours ON check_key = name
    WHERE opened >= ?1 AND opened < ?2 AND points IS NOT NULL LIMIT ?3
  )`;

const DELETE_ROWS = `${KEYS}
  DELETE FROM hours WHERE (check_key, opened) IN (
    SELECT check_key, opened FROM keys JOIN hours ON check_key = name WHERE opened < ?1 LIMIT ?2
  )`;

/** Gives up points of more than 30 days and hours of more than 13 months, once a day. */
export class Retention {
  readonly #db: D1Database;
  #nextAt = 0;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Does nothing before its time. What it does not finish it goes on with at the next call; rejects if the database fails. */
  async run(now: number, signal: AbortSignal): Promise<void> {
    if (now < this.#nextAt) return;
    this.#nextAt = now + RETRY_MS;
    const finished = (await this.#giveUpPoints(now, signal)) && (await this.#deleteRows(now, signal));
    this.#nextAt = finished ? now + DAY_MS : now;
  }

  async #giveUpPoints(now: number, signal: AbortSignal): Promise<boolean> {
    const until = now - POINTS_DAYS * DAY_MS;
    const query = this.#db.prepare("SELECT points_until FROM retention WHERE id = 0");
    const since = (await inTime(LIMIT_MS, () => query.first<number>("points_until"))) ?? 0;
    const finished = await repeat(
      this.#db.prepare(GIVE_UP_POINTS).bind(since, until, ROWS_A_STATEMENT),
      signal,
    );
    if (!finished) return false;
    const note = this.#db.prepare("UPDATE retention SET points_until = ?1 WHERE id = 0").bind(until);
    await inTime(LIMIT_MS, () => note.run());
    return true;
  }

  async #deleteRows(now: number, signal: AbortSignal): Promise<boolean> {
    const until = now - ROWS_DAYS * DAY_MS;
    return await repeat(this.#db.prepare(DELETE_ROWS).bind(until, ROWS_A_STATEMENT), signal);
  }
}

/** Whether nothing is left to do. */
async function repeat(statement: D1PreparedStatement, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const { meta } = await inTime(LIMIT_MS, () => statement.run());
    if (meta.changes < ROWS_A_STATEMENT) return true;
  }
  return false;
}
