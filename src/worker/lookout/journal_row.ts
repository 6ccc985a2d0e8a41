import type { CheckRecord } from "../../record.ts";

// A row of SQLite in a Durable Object holds 2 MB.
const MAX_ROW_CHARS = 600_000;

/** Moves as many records out of `pending` as fit into a row: with 64 KiB of data each, 150 are too many for one. */
export function takeRow(pending: Map<string, CheckRecord>): Map<string, CheckRecord> {
  const row = new Map<string, CheckRecord>();
  let room = MAX_ROW_CHARS;
  for (const [name, record] of pending) {
    room -= JSON.stringify(record).length;
    if (room < 0 && row.size > 0) break;
    row.set(name, record);
    pending.delete(name);
  }
  return row;
}
