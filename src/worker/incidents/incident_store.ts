import { Incident, Note, withNotes } from "../../incidents/incident.ts";
import { type IncidentFilter, matches } from "../../incidents/incident_filter.ts";

// What is closed and copied is kept here as well: it answers while D1 is down.
const KEPT = 200;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS incidents (
    id TEXT PRIMARY KEY,
    start_at INTEGER NOT NULL, -- epoch milliseconds
    end_at INTEGER,            -- epoch milliseconds; null while it lasts
    version INTEGER NOT NULL,  -- grows with each change
    copied INTEGER NOT NULL,   -- the version that D1 has acknowledged
    body TEXT NOT NULL         -- JSON: Incident without its notes
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS notes (
    id TEXT PRIMARY KEY,
    incident TEXT NOT NULL,    -- id of the incident
    copied INTEGER NOT NULL,   -- 1 when D1 has acknowledged it
    body TEXT NOT NULL         -- JSON: Note
  ) STRICT, WITHOUT ROWID`;

/** An incident that D1 does not have in this version. */
export interface Uncopied {
  readonly id: string;
  readonly version: number;
  /** JSON: Incident without its notes. */
  readonly body: string;
}

/** A note that D1 does not have. */
export interface UncopiedNote {
  readonly incident: string;
  readonly note: Note;
}

/** Incidents in the Board's storage: those that are open, those that D1 does not have, and the last 200. */
export class IncidentStore {
  readonly #sql: SqlStorage;
  readonly #count: (rowsWritten: number) => void;

  constructor(sql: SqlStorage, count: (rowsWritten: number) => void) {
    this.#sql = sql;
    this.#count = count;
    sql.exec(SCHEMA);
  }

  /** The newest first, with their notes. */
  all(): Incident[] {
    return this.#incidents("SELECT body FROM incidents ORDER BY start_at DESC, id DESC");
  }

  get(id: string): Incident | undefined {
    return this.#incidents("SELECT body FROM incidents WHERE id = ?1", id)[0];
  }

  /** What is asked for of all that is kept here, and the ids of the latter: of those, D1 may have an older version. */
  find(filter: IncidentFilter): { incidents: Incident[]; held: string[] } {
    const all = this.all();
    const found = all.filter((incident) => matches(incident, filter));
    return { incidents: found.slice(0, filter.limit), held: all.map(({ id }) => id) };
  }

  put(incident: Incident): void {
    const { notes: _, ...rest } = incident;
    this.#write(
      `INSERT INTO incidents (id, start_at, end_at, version, copied, body) VALUES (?1, ?2, ?3, 1, 0, ?4)
       ON CONFLICT (id) DO UPDATE SET end_at = excluded.end_at, version = version + 1, body = excluded.body`,
      incident.id,
      incident.start,
      incident.end,
      JSON.stringify(rest),
    );
  }

  /** The same note again changes nothing. */
  addNote(incident: string, note: Note): void {
    this.#write(
      "INSERT INTO notes (id, incident, copied, body) VALUES (?1, ?2, 0, ?3) ON CONFLICT (id) DO NOTHING",
      note.id,
      incident,
      JSON.stringify(note),
    );
  }

  /** The oldest first, so that D1 has the beginning of a story before its end. */
  uncopied(limit: number): Uncopied[] {
    const rows = this.#sql.exec<{ id: string; version: number; body: string }>(
      "SELECT id, version, body FROM incidents WHERE copied < version ORDER BY start_at, id LIMIT ?1",
      limit,
    );
    return rows.toArray();
  }

  uncopiedNotes(limit: number): UncopiedNote[] {
    const rows = this.#sql.exec<{ incident: string; body: string }>(
      "SELECT incident, body FROM notes WHERE copied = 0 ORDER BY id LIMIT ?1",
      limit,
    );
    return [...rows].map(({ incident, body }) => ({ incident, note: Note.parse(JSON.parse(body)) }));
  }

  /** How many incidents and notes wait for D1. */
  backlog(): number {
    const [row] = this.#sql.exec<{ waiting: number }>(
      `SELECT (SELECT count(*) FROM incidents WHERE copied < version)
            + (SELECT count(*) FROM notes WHERE copied = 0) AS waiting`,
    );
    return row?.waiting ?? 0;
  }

  /** Notes what D1 has; what changed meanwhile is still to be copied. Then forgets what is old. */
  acknowledge(incidents: readonly Uncopied[], notes: readonly UncopiedNote[]): void {
    const versions = JSON.stringify(incidents.map(({ id, version }) => [id, version]));
    this.#write(
      `UPDATE incidents SET copied = max(copied, told.version)
       FROM (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?1)) AS told WHERE incidents.id = told.id`,
      versions,
    );
    this.#write(
      "UPDATE notes SET copied = 1 WHERE id IN (SELECT value FROM json_each(?1))",
      JSON.stringify(notes.map(({ note }) => note.id)),
    );
    this.#forget();
  }

  #forget(): void {
    this.#write(
      `DELETE FROM incidents WHERE end_at IS NOT NULL AND copied = version AND id NOT IN
         (SELECT id FROM incidents WHERE end_at IS NOT NULL ORDER BY end_at DESC, id DESC LIMIT ?1)`,
      KEPT,
    );
    this.#write("DELETE FROM notes WHERE copied = 1 AND incident NOT IN (SELECT id FROM incidents)");
  }

  #write(query: string, ...bindings: SqlStorageValue[]): void {
    this.#count(this.#sql.exec(query, ...bindings).rowsWritten);
  }

  #incidents(query: string, ...bindings: string[]): Incident[] {
    const notes = this.#notes();
    return [...this.#sql.exec<{ body: string }>(query, ...bindings)].flatMap(({ body }) =>
      parse(body, notes),
    );
  }

  #notes(): UncopiedNote[] {
    const rows = this.#sql.exec<{ incident: string; body: string }>(
      "SELECT incident, body FROM notes ORDER BY id",
    );
    return [...rows].map(({ incident, body }) => ({ incident, note: Note.parse(JSON.parse(body)) }));
  }
}

/** Nothing where another version of the program wrote what this one cannot read. */
function parse(body: string, all: readonly UncopiedNote[]): Incident[] {
  const stored = Incident.omit({ notes: true }).safeParse(JSON.parse(body));
  if (!stored.success) return [];
  const notes = all.filter(({ incident }) => incident === stored.data.id).map(({ note }) => note);
  return [withNotes({ ...stored.data, notes: [] }, notes)];
}
