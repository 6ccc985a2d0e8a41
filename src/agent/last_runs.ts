import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Report } from "../agent_protocol.ts";
import { isJson, type Json } from "../json.ts";

/** What is remembered of a check when its outcome has long been sent. */
export interface LastRun {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Of its last verdict, for checks that compare; undefined: there was none. */
  readonly data: Json | undefined;
}

const Row = z.object({ check: z.string(), started_at: z.number(), data: z.string().nullable() });

/** The last run of each check: a start does not begin at zero. */
export class LastRuns {
  readonly #database: DatabaseSync;
  readonly #runs = new Map<string, LastRun>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const row of database.prepare('SELECT "check", started_at, data FROM runs').all()) {
      const { check, started_at, data } = Row.parse(row);
      this.#runs.set(check, { startedAt: started_at, data: data === null ? undefined : read(data) });
    }
  }

  get(check: string): LastRun | undefined {
    return this.#runs.get(check);
  }

  /** Within the transaction that stores the outcome. An outcome without a verdict leaves the last one's data. */
  remember({ check, startedAt, outcome }: Report): void {
    const data = outcome.status === "errored" ? this.#runs.get(check)?.data : outcome.data;
    const write = 'INSERT OR REPLACE INTO runs ("check", started_at, data) VALUES (?, ?, ?)';
    this.#database.prepare(write).run(check, startedAt, data === undefined ? null : JSON.stringify(data));
    this.#runs.set(check, { startedAt, data });
  }

  /** Forgets all other checks. */
  keep(checks: Pick<ReadonlySet<string>, "has">): void {
    for (const check of this.#runs.keys()) {
      if (checks.has(check)) continue;
      this.#database.prepare('DELETE FROM runs WHERE "check" = ?').run(check);
      this.#runs.delete(check);
    }
  }
}

function read(text: string): Json | undefined {
  const data: unknown = JSON.parse(text);
  return isJson(data) ? data : undefined;
}
