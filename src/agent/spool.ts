import { randomUUID } from "node:crypto";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import * as z from "zod";
import {
  MAX_BATCH_BYTES,
  MAX_BATCH_RESULTS,
  MAX_RESULT_AGE_MS,
  MAX_SKEW_MS,
  Report,
} from "../agent_protocol.ts";
import { LastRuns } from "./last_runs.ts";
import { transaction } from "./store.ts";

/** What may wait: outcomes, and bytes of their JSON. */
export interface SpoolLimits {
  readonly results: number;
  readonly bytes: number;
}

/** Outcomes that are sent together. */
export interface SpooledBatch {
  /** The same until it is settled, also after a crash. */
  readonly id: string;
  readonly reports: readonly Report[];
}

// The rest of a batch is its envelope, in which a thousand checks may say why they cannot run.
const MAX_RESULTS_BYTES = MAX_BATCH_BYTES.unpacked / 2;

const Row = z.object({ id: z.number(), bytes: z.number(), batch: z.string().nullable(), report: z.string() });
type Row = z.infer<typeof Row>;
const Value = z.object({ value: z.number().nullable() });

/** Outcomes on disk, from when they are reached until the Worker has them. */
export class Spool {
  /** Of each check, whether its outcome was sent or not. */
  readonly runs: LastRuns;
  readonly #database: DatabaseSync;
  readonly #limits: SpoolLimits;
  #count = 0;
  #bytes = 0;

  constructor(database: DatabaseSync, limits: SpoolLimits) {
    this.runs = new LastRuns(database);
    this.#database = database;
    this.#limits = limits;
    this.#recount();
  }

  /** Outcomes that wait. */
  get waiting(): number {
    return this.#count;
  }

  /** Outcomes that were dropped since the spool was created. */
  get dropped(): number {
    return this.#value("SELECT value FROM totals WHERE name = 'dropped'");
  }

  /** On disk when it returns. Returns how many of the oldest had to go for it. */
  add(report: Report): number {
    const text = JSON.stringify(Report.parse(report));
    const bytes = Buffer.byteLength(text);
    const insert = `INSERT INTO results ("check", started_at, bytes, report) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
    return this.#change(() => {
      const gone = this.#makeRoom(bytes);
      const added = this.#run(insert, report.check, report.startedAt, bytes, text);
      this.runs.remember(report);
      this.#count += added;
      this.#bytes += added * bytes;
      return gone;
    });
  }

  /**
   * What is to be sent next: what was sent last, until that is settled; undefined where nothing waits. Outcomes of a clock
   * that was ahead wait until the Worker takes them.
   */
  next(now: number): SpooledBatch | undefined {
    const last = "batch = (SELECT batch FROM results WHERE batch IS NOT NULL ORDER BY id LIMIT 1)";
    const begun = this.#rows(last);
    if (begun.length > 0) return batchOf(begun);
    const oldest = fitting(this.#rows("batch IS NULL AND started_at <= ?", now + MAX_SKEW_MS / 2));
    return oldest.length === 0 ? undefined : this.#change(() => this.#assign(oldest));
  }

  /** The Worker has all of it. */
  settle({ id }: SpooledBatch): void {
    this.#change(() => this.#delete("batch = ?", id));
  }

  /** Nothing of it was stored, and other outcomes may be sent first. */
  release({ id }: SpooledBatch): void {
    this.#change(() => this.#run("UPDATE results SET batch = NULL WHERE batch = ?", id));
  }

  /** It was not taken as it is: two are sent instead. A single outcome is dropped; returns how many were. */
  halve({ id }: SpooledBatch): number {
    const rows = this.#rows("batch = ?", id);
    if (rows.length <= 1) return this.#drop("batch = ?", id);
    const middle = Math.ceil(rows.length / 2);
    this.#change(() => [rows.slice(0, middle), rows.slice(middle)].map((half) => this.#assign(half)));
    return 0;
  }

  /** Drops the outcomes of checks that are not the agent's. Returns how many. */
  dropChecks(checks: readonly string[]): number {
    return this.#drop('"check" IN (SELECT value FROM json_each(?))', JSON.stringify(checks));
  }

  /** Drops what the Worker would not take any more. The clock must be right. Returns how many. */
  dropOld(now: number): number {
    return this.#drop("started_at < ?", now - MAX_RESULT_AGE_MS);
  }

  #makeRoom(bytes: number): number {
    const { results, bytes: most } = this.#limits;
    let gone = 0;
    while (this.#count > 0 && (this.#count >= results || this.#bytes + bytes > most)) {
      gone += this.#delete("id = (SELECT min(id) FROM results)");
    }
    this.#countDropped(gone);
    return gone;
  }

  #drop(condition: string, value: SQLInputValue): number {
    return this.#change(() => {
      const gone = this.#delete(condition, value);
      this.#countDropped(gone);
      return gone;
    });
  }

  #countDropped(gone: number): void {
    const add = "INSERT INTO totals VALUES ('dropped', ?1) ON CONFLICT DO UPDATE SET value = value + ?1";
    if (gone > 0) this.#run(add, gone);
  }

  #delete(condition: string, ...values: SQLInputValue[]): number {
    const gone = this.#database.prepare(`DELETE FROM results WHERE ${condition} RETURNING bytes AS value`);
    const sizes = gone.all(...values).map((row) => Value.parse(row).value ?? 0);
    this.#count -= sizes.length;
    for (const size of sizes) this.#bytes -= size;
    return sizes.length;
  }

  #assign(rows: readonly Row[]): SpooledBatch {
    const batch = randomUUID();
    const mark = "UPDATE results SET batch = ? WHERE id IN (SELECT value FROM json_each(?))";
    this.#run(mark, batch, JSON.stringify(rows.map(({ id }) => id)));
    return batchOf(rows.map((row) => ({ ...row, batch })));
  }

  #rows(condition: string, ...values: SQLInputValue[]): Row[] {
    const select = `SELECT id, bytes, batch, report FROM results WHERE ${condition} ORDER BY id LIMIT ${MAX_BATCH_RESULTS}`;
    return this.#database
      .prepare(select)
      .all(...values)
      .map((row) => Row.parse(row));
  }

  /** What is counted in memory is counted anew where the disk did not follow. */
  #change<T>(work: () => T): T {
    try {
      return transaction(this.#database, work);
    } catch (error) {
      this.#recount();
      throw error;
    }
  }

  #recount(): void {
    this.#count = this.#value("SELECT count(*) AS value FROM results");
    this.#bytes = this.#value("SELECT sum(bytes) AS value FROM results");
  }

  /** Returns how many rows it changed. */
  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  #value(sql: string): number {
    return Value.parse(this.#database.prepare(sql).get() ?? { value: 0 }).value ?? 0;
  }
}

/** The first of `rows` that fit into a batch, and at least one. */
function fitting(rows: readonly Row[]): Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += row.bytes;
    return index > 0 && bytes > MAX_RESULTS_BYTES;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
}

function batchOf(rows: readonly Row[]): SpooledBatch {
  return { id: rows[0]?.batch ?? "", reports: rows.map(({ report }) => Report.parse(JSON.parse(report))) };
}
