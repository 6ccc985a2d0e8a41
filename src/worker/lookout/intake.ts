import { MAX_RESULT_AGE_MS } from "../../agent_protocol.ts";
import type { Definition } from "../../definition.ts";
import type { Result } from "../../outcome.ts";
import { type CheckRecord, recordOf } from "../../record.ts";
import { logLine } from "../../show/log_line.ts";
import type { LookoutHistory } from "../history/lookout_history.ts";
import type { Journal } from "./journal.ts";
import type { ReportedResults } from "./reported.ts";

/** A result of a check of this Lookout. */
export interface NamedResult extends Result {
  readonly name: string;
}

/** What became of the results that an agent told. */
export interface Reception {
  readonly accepted: number;
  /** Told before. */
  readonly duplicates: number;
  /** Too old for anybody to know whether they were told before. */
  readonly ignored: number;
}

export interface IntakeOptions {
  readonly journal: Journal;
  readonly history: LookoutHistory;
  readonly reported: ReportedResults;
  /** All or nothing. */
  readonly transaction: (work: () => Reception) => Reception;
  /** Has the object begin again from what is on disk. */
  readonly abort: (why: string) => void;
  /** Throws where there is no such check. */
  readonly definitionOf: (name: string) => Definition;
}

/** Where results enter a Lookout: its journal, its history and the log. All of it is synchronous: one transaction. */
export class Intake {
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Stores what was run here, and returns the records that follow from it. */
  take(results: ReadonlyMap<string, Result>): ReadonlyMap<string, CheckRecord> {
    const { journal } = this.#options;
    const records = new Map(
      [...results].map(([name, result]) => [name, recordOf(result, journal.get(name))]),
    );
    this.#store(
      [...results].map(([name, result]) => ({ ...result, name })),
      records,
    );
    return records;
  }

  /**
   * Stores what an agent found, all or none of it, and each result once. What is older than the record of its check goes
   * into history alone: it changes no state, and nobody is told of it.
   */
  report(results: readonly NamedResult[]): Reception {
    try {
      return this.#options.transaction(() => this.#report(results));
    } catch (cause) {
      // Memory is ahead of the disk.
      this.#options.abort("Cannot store what an agent found");
      throw new Error("Cannot store what an agent found", { cause });
    }
  }

  #report(results: readonly NamedResult[]): Reception {
    const { journal, reported, definitionOf } = this.#options;
    const now = Date.now();
    const recent = results.filter(({ startedAt }) => startedAt >= now - MAX_RESULT_AGE_MS);
    const fresh = recent.filter(({ name, startedAt }) => reported.add(definitionOf(name).key, startedAt));
    fresh.sort((one, other) => one.startedAt - other.startedAt);
    const records = new Map<string, CheckRecord>();
    for (const { name, ...result } of fresh) {
      const last = records.get(name) ?? journal.get(name);
      if (!last || result.startedAt > last.startedAt) records.set(name, recordOf(result, last));
    }
    if (fresh.length > 0) {
      journal.count({ rows_written: reported.store(now) });
      this.#store(fresh, records);
    }
    return {
      accepted: fresh.length,
      duplicates: recent.length - fresh.length,
      ignored: results.length - recent.length,
    };
  }

  #store(results: readonly NamedResult[], records: ReadonlyMap<string, CheckRecord>): void {
    const { journal, history, definitionOf } = this.#options;
    const now = Date.now();
    for (const { name, ...result } of results) history.add(definitionOf(name), result, now);
    history.close(now);
    journal.append(records, { hours: history.open, outcomes: results.map(({ outcome }) => outcome) });
    // A line each run, as text: objects span several lines wherever no platform takes them apart.
    for (const { name, ...result } of results)
      console.log(JSON.stringify(logLine(definitionOf(name), result)));
  }
}
