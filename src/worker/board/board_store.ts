import * as z from "zod";
import { Brief } from "../../show/brief.ts";
import { BacklogState } from "../history/backlog.ts";
import { Counters } from "../lookout/counters.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lookouts (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL     -- JSON: Publication
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS scheduler (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    ticked_at INTEGER NOT NULL, -- epoch milliseconds
    rows_written INTEGER NOT NULL
  ) STRICT`;

/** All that a Lookout knows, as it tells the Board. */
export const Publication = z.object({
  lookout: z.string(),
  /** Grows with each change: an older one that arrives late is not news. */
  number: z.number(),
  /** By the key of the check: names may be exchanged. */
  briefs: z.record(z.string(), Brief),
  counters: Counters,
  /** History that the database does not have yet. */
  backlog: BacklogState.default({ hours: 0, oldest: null }),
});
export type Publication = z.infer<typeof Publication>;

/** The keys of checks of which something is new, and of those whose status is. */
export interface PublishedNews {
  readonly changed: ReadonlySet<string>;
  readonly flipped: ReadonlySet<string>;
}

/** The last publication of each Lookout and the last tick, in memory and on disk. */
export class BoardStore {
  readonly #sql: SqlStorage;
  readonly #publications = new Map<string, Publication>();
  #tickedAt: number | undefined;
  #rowsWritten = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
    for (const { body } of sql.exec<{ body: string }>("SELECT body FROM lookouts")) {
      const publication = Publication.safeParse(JSON.parse(body));
      if (publication.success) this.#publications.set(publication.data.lookout, publication.data);
    }
    for (const row of sql.exec<{ ticked_at: number; rows_written: number }>("SELECT * FROM scheduler")) {
      this.#tickedAt = row.ticked_at;
      this.#rowsWritten = row.rows_written;
    }
  }

  /** When the scheduler last ran, in epoch milliseconds. */
  get tickedAt(): number | undefined {
    return this.#tickedAt;
  }

  /** Rows that the Board has written since it was created, as of the last tick. */
  get rowsWritten(): number {
    return this.#rowsWritten;
  }

  get(lookout: string): Publication | undefined {
    return this.#publications.get(lookout);
  }

  /** Keeps a publication, unless a newer one is known, and tells what is new in it. */
  put(publication: Publication): PublishedNews {
    const known = this.#publications.get(publication.lookout);
    if (known && known.number >= publication.number) return { changed: new Set(), flipped: new Set() };
    const cursor = this.#sql.exec(
      "INSERT INTO lookouts (name, body) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
      publication.lookout,
      JSON.stringify(publication),
    );
    this.#rowsWritten += cursor.rowsWritten;
    this.#publications.set(publication.lookout, publication);
    const [before, now] = [known?.briefs ?? {}, publication.briefs];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    const changed = keys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
    const flipped = changed.filter((key) => now[key]?.status !== before[key]?.status);
    return { changed: new Set(changed), flipped: new Set(flipped) };
  }

  /** Adds rows that others have written to the Board's storage; stored with the next tick. */
  count(rowsWritten: number): void {
    this.#rowsWritten += rowsWritten;
  }

  tick(now: number): void {
    this.#tickedAt = now;
    this.#rowsWritten += 1;
    this.#sql.exec(
      `INSERT INTO scheduler (id, ticked_at, rows_written) VALUES (0, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET ticked_at = excluded.ticked_at, rows_written = excluded.rows_written`,
      now,
      this.#rowsWritten,
    );
  }
}
