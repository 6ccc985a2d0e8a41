import * as z from "zod";
import { MAX_RESULT_AGE_MS } from "../../agent_protocol.ts";
import { fromHex, toHex } from "../../history/hex.ts";
import { ByteReader, pushVarint } from "../../history/varint.ts";

// A row for each, rewritten with each batch: short enough that it stays small, whatever a check's ttl.
const SLOT_MS = 10 * 60_000;

// Batches are in the order of time: older ones are rarely asked for again.
const MAX_HELD = 6;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS reported (
    slot INTEGER PRIMARY KEY, -- epoch milliseconds when its ten minutes begin
    body TEXT NOT NULL        -- JSON by the key of a check: when its runs began, see encode()
  ) STRICT`;

const Body = z.record(z.string(), z.string());

/**
 * Which results of agents are stored, by check and beginning of the run, for as long as any may be told again. Nothing
 * here is on disk until `store`; if that throws, this object is to be thrown away.
 */
export class ReportedResults {
  readonly #sql: SqlStorage;
  readonly #slots = new Map<number, Map<string, Set<number>>>();
  readonly #changed = new Set<number>();
  #trimmedIn = Number.NEGATIVE_INFINITY;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Notes a result; false where it was noted before. */
  add(key: string, startedAt: number): boolean {
    const slot = slotOf(startedAt);
    const checks = this.#slots.get(slot) ?? this.#read(slot);
    const times = checks.get(key) ?? new Set();
    if (times.has(startedAt)) return false;
    checks.set(key, times.add(startedAt));
    this.#slots.set(slot, checks);
    this.#changed.add(slot);
    return true;
  }

  /** Writes what was noted, and forgets what is too old to be told. Returns how many rows were written. */
  store(now: number): number {
    let rowsWritten = this.#trim(now);
    for (const slot of this.#changed) {
      const times = [...(this.#slots.get(slot) ?? [])].map(([key, own]) => [key, encode(own, slot)]);
      const cursor = this.#sql.exec(
        "INSERT INTO reported (slot, body) VALUES (?1, ?2) ON CONFLICT (slot) DO UPDATE SET body = excluded.body",
        slot,
        JSON.stringify(Object.fromEntries(times)),
      );
      rowsWritten += cursor.rowsWritten;
    }
    this.#changed.clear();
    const surplus = [...this.#slots.keys()].sort((one, other) => other - one).slice(MAX_HELD);
    for (const slot of surplus) this.#slots.delete(slot);
    return rowsWritten;
  }

  #trim(now: number): number {
    if (slotOf(now) === this.#trimmedIn) return 0;
    this.#trimmedIn = slotOf(now);
    const oldest = slotOf(now - MAX_RESULT_AGE_MS);
    return this.#sql.exec("DELETE FROM reported WHERE slot < ?1", oldest).rowsWritten;
  }

  #read(slot: number): Map<string, Set<number>> {
    const query = "SELECT body FROM reported WHERE slot = ?1";
    const [row] = this.#sql.exec<{ body: string }>(query, slot).toArray();
    const body = row ? Body.parse(JSON.parse(row.body)) : {};
    return new Map(Object.entries(body).map(([key, text]) => [key, decode(text, slot)]));
  }
}

function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS) * SLOT_MS;
}

/** Milliseconds since the one before, or since `from`, as varints in hexadecimal. */
function encode(times: ReadonlySet<number>, from: number): string {
  const bytes: number[] = [];
  let last = from;
  for (const time of [...times].sort((one, other) => one - other)) {
    pushVarint(bytes, time - last);
    last = time;
  }
  return toHex(bytes);
}

function decode(text: string, from: number): Set<number> {
  const reader = new ByteReader(fromHex(text));
  const times = new Set<number>();
  for (let last = from; !reader.atEnd; times.add(last)) last += reader.varint();
  return times;
}
