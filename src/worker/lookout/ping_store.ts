import * as z from "zod";
import type { Pings } from "../../check.ts";

/** What a task may say of itself. */
export interface Signal {
  readonly kind: "start" | "success" | "failure";
  readonly message: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS pings (
    id TEXT PRIMARY KEY, -- project/check
    body TEXT NOT NULL   -- JSON: Pings
  ) STRICT, WITHOUT ROWID`;

const Stored = z.object({
  startedAt: z.number().optional(),
  succeededAt: z.number().optional(),
  failedAt: z.number().optional(),
  message: z.string().optional(),
});

/** The last signals of each task. */
export class PingStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  get(id: string): Pings {
    const [row] = this.#sql.exec<{ body: string }>("SELECT body FROM pings WHERE id = ?1", id).toArray();
    const { startedAt, succeededAt, failedAt, message } = row ? Stored.parse(JSON.parse(row.body)) : {};
    return {
      ...(startedAt !== undefined && { startedAt }),
      ...(succeededAt !== undefined && { succeededAt }),
      ...(failedAt !== undefined && { failedAt }),
      ...(message !== undefined && { message }),
    };
  }

  add(id: string, { kind, message }: Signal, now: number): void {
    const next: Pings = { ...this.get(id), [AT[kind]]: now, ...(message && { message }) };
    this.#sql.exec(
      "INSERT INTO pings (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
      id,
      JSON.stringify(next),
    );
  }
}

const AT = { start: "startedAt", success: "succeededAt", failure: "failedAt" } as const;
