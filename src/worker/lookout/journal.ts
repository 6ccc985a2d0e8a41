import * as z from "zod";
import { Hour } from "../../history/hour.ts";
import type { Json } from "../../json.ts";
import type { Outcome } from "../../outcome.ts";
import { type CheckRecord, StoredRecord } from "../../record.ts";
import type { HistoryCounts } from "../history/lookout_history.ts";
import { Counters, NOTHING_COUNTED, withRows, withRuns } from "./counters.ts";
import { takeRow } from "./journal_row.ts";

// One row a tick, in a ring: an append is an upsert of one row, and nothing is ever deleted. The ring as a whole must
// hold the data of 150 checks of 64 KiB each.
const RING = 32;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS journal (
    slot INTEGER PRIMARY KEY, -- number modulo the size of the ring
    number INTEGER NOT NULL,  -- grows with each row
    body TEXT NOT NULL        -- JSON: counters, records by the name of their check, and all hours that last
  ) STRICT`;

const Row = z.object({
  counters: Counters,
  records: z.record(z.string(), z.unknown()),
  hours: z.array(Hour).catch([]),
});

interface Entry {
  readonly record: CheckRecord;
  /** The row that holds it. */
  readonly number: number;
}

/** The latest records of a Lookout; none if nothing has changed since the caller's number. */
export interface Snapshot {
  readonly number: number;
  readonly records: Readonly<Record<string, CheckRecord>> | undefined;
}

/** The latest record of each check, on disk before anybody sees it. */
export class Journal {
  readonly #sql: SqlStorage;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #entries = new Map<string, Entry>();
  #number = 0;
  #counters = NOTHING_COUNTED;
  #hours: readonly Hour[] = [];

  /**
   * Reads back what the rows hold of checks. `keys` has the key of each by its name: names may be exchanged. What is known
   * of other checks is forgotten with its row.
   */
  constructor(sql: SqlStorage, keys: ReadonlyMap<string, string>) {
    this.#sql = sql;
    this.#keys = keys;
    sql.exec(SCHEMA);
    this.#load(new Map([...keys].map(([name, key]) => [key, name])));
  }

  /** The number of the last row: grows with every change. */
  get number(): number {
    return this.#number;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** The hours that lasted when the last row was written. */
  get hours(): readonly Hour[] {
    return this.#hours;
  }

  get(name: string): CheckRecord | undefined {
    return this.#entries.get(name)?.record;
  }

  /** The data of a check's last verdict. */
  found(name: string): Json | undefined {
    const outcome = this.get(name)?.outcome;
    return outcome && outcome.status !== "errored" ? outcome.data : undefined;
  }

  since(known: number): Snapshot {
    const number = this.#number;
    return { number, records: number === known ? undefined : Object.fromEntries(this.all()) };
  }

  all(): ReadonlyMap<string, CheckRecord> {
    return new Map([...this.#entries].map(([name, { record }]) => [name, record]));
  }

  /**
   * Stores new records, all or none of them (no await: one transaction). Throws if the storage does. A row that the ring
   * overwrites may hold the latest record of a check: that goes into a new row. The hours that last are in each row:
   * only those of the newest count. `outcomes` are those of all runs, also of those that no record tells of.
   */
  append(
    records: ReadonlyMap<string, CheckRecord>,
    { hours, outcomes }: { hours: readonly Hour[]; outcomes: readonly Outcome[] },
  ): void {
    this.#counters = withRuns(this.#counters, outcomes);
    this.#hours = hours;
    const pending = new Map(records);
    // Without records too: then it is the hours and the totals that are new.
    do {
      const row = takeRow(pending);
      const number = this.#number + 1;
      this.#write(number, row);
      for (const [name, entry] of this.#entries) {
        if (entry.number <= number - RING && !pending.has(name)) pending.set(name, entry.record);
      }
    } while (pending.size > 0);
  }

  /** Adds to the totals; stored with the next row. */
  count(counts: HistoryCounts): void {
    this.#counters = withRows(this.#counters, counts);
  }

  #write(number: number, row: ReadonlyMap<string, CheckRecord>): void {
    const hours = this.#hours;
    const records = Object.fromEntries(
      [...row].map(([name, record]) => [this.#keys.get(name) ?? name, record]),
    );
    const body = JSON.stringify({ counters: this.#counters, records, hours });
    const cursor = this.#sql.exec(
      `INSERT INTO journal (slot, number, body) VALUES (?1, ?2, ?3)
       ON CONFLICT (slot) DO UPDATE SET number = excluded.number, body = excluded.body`,
      number % RING,
      number,
      body,
    );
    this.count({ rows_written: cursor.rowsWritten });
    for (const [name, record] of row) this.#entries.set(name, { record, number });
    this.#number = number;
  }

  /** The newest row first, and no further than needed: a row of 150 checks takes a millisecond to read. */
  #load(names: ReadonlyMap<string, string>): void {
    const missing = new Map(names);
    for (const { number, body } of this.#rows()) {
      const row = Row.safeParse(JSON.parse(body));
      if (!row.success) continue;
      if (this.#number === 0) {
        this.#counters = row.data.counters;
        this.#hours = row.data.hours;
      }
      this.#number ||= number;
      this.#take(row.data.records, { number, missing });
      if (missing.size === 0) return;
    }
  }

  #rows(): Iterable<{ number: number; body: string }> {
    return this.#sql.exec<{ number: number; body: string }>(
      "SELECT number, body FROM journal ORDER BY number DESC",
    );
  }

  #take(
    records: Readonly<Record<string, unknown>>,
    { number, missing }: { number: number; missing: Map<string, string> },
  ): void {
    for (const [key, stored] of Object.entries(records)) {
      const name = missing.get(key);
      const record = StoredRecord.safeParse(stored);
      if (name === undefined || !record.success) continue;
      missing.delete(key);
      this.#entries.set(name, { record: record.data, number });
    }
  }
}
