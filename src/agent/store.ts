import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Log } from "./log.ts";

const FILE = "spool.db";
// The write-ahead log and its index belong to the database.
const SUFFIXES = ["", "-wal", "-shm"];

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS results (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order in which they were reached
    "check" TEXT NOT NULL,                -- project/name
    started_at INTEGER NOT NULL,          -- epoch milliseconds: with the check, the identity of an outcome
    bytes INTEGER NOT NULL,               -- of report
    batch TEXT,                           -- the batch that it was sent with, or is about to be
    report TEXT NOT NULL                  -- JSON, as the Worker gets it
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS identity ON results ("check", started_at);
  CREATE INDEX IF NOT EXISTS batches ON results (batch) WHERE batch IS NOT NULL;
  CREATE TABLE IF NOT EXISTS runs (
    "check" TEXT PRIMARY KEY,             -- project/name
    started_at INTEGER NOT NULL,          -- of its last run, in epoch milliseconds
    data TEXT                             -- JSON: of its last verdict
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS totals (
    name TEXT PRIMARY KEY,                -- dropped: outcomes that the Worker will never get
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`;

// SQLITE_CORRUPT and SQLITE_NOTADB: https://sqlite.org/rescode.html
const DAMAGED = [11, 26];
const FULL = 13;

const SqliteError = z.object({ code: z.literal("ERR_SQLITE_ERROR"), errcode: z.number() });

/**
 * Opens what an agent keeps in its state directory. A file that is damaged is set aside: what was in it cannot be saved,
 * and what is found out from now on can. Throws if the directory cannot be used.
 */
export function openStore(directory: string, log: Log): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, FILE);
  try {
    return open(file);
  } catch (error) {
    if (!DAMAGED.includes(sqliteCode(error))) throw error;
    log({
      message: "spool set aside",
      why: "the file is damaged: outcomes that were not sent are lost",
      file: `${file}.damaged`,
    });
    // The last one only: a disk that damages files must not be filled with them.
    for (const suffix of SUFFIXES) rmSync(`${file}.damaged${suffix}`, { force: true });
    for (const suffix of SUFFIXES.filter((one) => existsSync(file + one))) {
      renameSync(file + suffix, `${file}.damaged${suffix}`);
    }
    return open(file);
  }
}

/** Runs `work`: all of it is on disk when it returns, or, where it throws, nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Whether an error says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
  return sqliteCode(error) === FULL;
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 1000 });
  try {
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 8388608",
    );
    const [answer] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {});
    if (answer !== "ok")
      throw Object.assign(new Error(String(answer)), { code: "ERR_SQLITE_ERROR", errcode: 11 });
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The primary code; 0 for errors of another kind. */
function sqliteCode(error: unknown): number {
  const parsed = SqliteError.safeParse(error);
  return parsed.success ? parsed.data.errcode & 0xff : 0;
}
