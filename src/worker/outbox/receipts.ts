import * as z from "zod";
import { logError } from "../log.ts";
import type { Sql } from "../sql.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox_receipts (
    destination TEXT PRIMARY KEY,
    body TEXT NOT NULL          -- JSON: Receipt
  ) STRICT, WITHOUT ROWID`;

/** How a destination fares. Times are epoch milliseconds; null: never. */
export const Receipt = z.object({
  delivered: z.number(),
  /** Attempts that did not get there. */
  failed: z.number(),
  /** Notices that were given up. */
  dropped: z.number(),
  /** Those of them that the destination has not heard of. */
  missed: z.number(),
  delivered_at: z.number().nullable(),
  error: z.string().nullable(),
  error_at: z.number().nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

const NO_RECEIPT: Receipt = {
  delivered: 0,
  failed: 0,
  dropped: 0,
  missed: 0,
  delivered_at: null,
  error: null,
  error_at: null,
};

/** What became of the messages to each destination. */
export class Receipts {
  readonly #sql: Sql;

  /** Creates its table. */
  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  get(destination: string): Receipt {
    const [row] = this.#sql.exec<{ body: string }>(
      "SELECT body FROM outbox_receipts WHERE destination = ?1",
      destination,
    );
    const stored = Receipt.safeParse(row && JSON.parse(row.body));
    return stored.success ? stored.data : NO_RECEIPT;
  }

  /** A message got there, and said that `missed` notices did not. */
  delivered(destination: string, missed: number, now: number): void {
    const receipt = this.get(destination);
    this.#put(destination, {
      ...receipt,
      delivered: receipt.delivered + 1,
      missed: Math.max(0, receipt.missed - missed),
      delivered_at: now,
    });
  }

  /** An attempt did not get there. */
  failed(destination: string, error: string, now: number): void {
    const receipt = this.get(destination);
    this.#put(destination, { ...receipt, failed: receipt.failed + 1, error, error_at: now });
  }

  /** So many notices were given up. */
  dropped(destination: string, count: number, { error, now }: { error: string; now: number }): void {
    const receipt = this.get(destination);
    const counts = { dropped: receipt.dropped + count, missed: receipt.missed + count };
    this.#put(destination, { ...receipt, ...counts, error, error_at: now });
    logError("Cannot tell", new Error(error), { destination, notices: count });
  }

  #put(destination: string, receipt: Receipt): void {
    this.#sql.exec(
      `INSERT INTO outbox_receipts (destination, body) VALUES (?1, ?2)
       ON CONFLICT (destination) DO UPDATE SET body = excluded.body`,
      destination,
      JSON.stringify(receipt),
    );
  }
}
