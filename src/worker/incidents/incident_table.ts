import { Incident, Note } from "../../incidents/incident.ts";
import type { IncidentFilter } from "../../incidents/incident_filter.ts";
import type { PastIncident } from "../../incidents/similar.ts";
import type { Uncopied, UncopiedNote } from "./incident_store.ts";

/** Takes over what the Board has; what D1 has in this version or a later one stays as it is. */
export async function saveIncidents(
  db: D1Database,
  incidents: readonly Uncopied[],
  notes: readonly UncopiedNote[],
): Promise<void> {
  const rows = incidents.map(({ id, version, body }) => [id, version, body]);
  await db.batch([
    db
      .prepare(
        `INSERT INTO incidents (id, check_key, project, check_name, start_at, end_at, version, body)
         SELECT value ->> 0, body ->> 'key', body ->> 'project', body ->> 'check', body ->> 'start', body ->> 'end', value ->> 1, body
         FROM (SELECT value, value ->> 2 AS body FROM json_each(?1)) WHERE true
         ON CONFLICT (id) DO UPDATE
         SET end_at = excluded.end_at, version = excluded.version, body = excluded.body
         WHERE excluded.version > incidents.version`,
      )
      .bind(JSON.stringify(rows)),
    insertNotes(db, notes),
  ]);
}

/** Stores notes that the Board could not take. The same note again changes nothing. */
export async function saveNotes(db: D1Database, notes: readonly UncopiedNote[]): Promise<void> {
  await insertNotes(db, notes).run();
}

function insertNotes(db: D1Database, notes: readonly UncopiedNote[]): D1PreparedStatement {
  const rows = notes.map(({ incident, note }) => [note.id, incident, JSON.stringify(note)]);
  return db
    .prepare(
      `INSERT INTO notes (id, incident, body)
       SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true ON CONFLICT (id) DO NOTHING`,
    )
    .bind(JSON.stringify(rows));
}

/** What is asked for, the newest first, without notes. */
export async function findIncidents(db: D1Database, filter: IncidentFilter): Promise<Incident[]> {
  const { conditions, bindings } = conditionsOf(filter);
  const { results } = await db
    .prepare(
      `SELECT body FROM incidents WHERE ${conditions.join(" AND ")} ORDER BY start_at DESC, id DESC LIMIT ?`,
    )
    .bind(...bindings, filter.limit)
    .all<{ body: string }>();
  return results.flatMap(({ body }) => {
    const parsed = Incident.safeParse({ ...JSON.parse(body), notes: [] });
    return parsed.success ? [parsed.data] : [];
  });
}

interface Conditions {
  readonly conditions: readonly string[];
  readonly bindings: readonly (string | number | null)[];
}

function conditionsOf({ keys, project, from, open, before }: IncidentFilter): Conditions {
  const parts: [string, (string | number | null)[]][] = [];
  if (keys) {
    const inKeys = "check_key IN (SELECT value FROM json_each(?))";
    parts.push([`(${inKeys} OR project = ?)`, [JSON.stringify(keys), project]]);
  }
  if (from !== null) parts.push(["(end_at IS NULL OR end_at >= ?)", [from]]);
  if (open !== null) parts.push([open ? "end_at IS NULL" : "end_at IS NOT NULL", []]);
  if (before) parts.push(["(start_at, id) < (?, ?)", [before.start, before.id]]);
  return {
    conditions: ["true", ...parts.map(([condition]) => condition)],
    bindings: parts.flatMap(([, bound]) => bound),
  };
}

/** The notes of incidents, by the id of the incident, the oldest first. */
export async function findNotes(db: D1Database, ids: readonly string[]): Promise<Map<string, Note[]>> {
  const { results } = await db
    .prepare(
      "SELECT incident, body FROM notes WHERE incident IN (SELECT value FROM json_each(?1)) ORDER BY id",
    )
    .bind(JSON.stringify(ids))
    .all<{ incident: string; body: string }>();
  const found = new Map<string, Note[]>();
  for (const { incident, body } of results) {
    const note = Note.safeParse(JSON.parse(body));
    if (note.success) found.set(incident, [...(found.get(incident) ?? []), note.data]);
  }
  return found;
}

export async function isKnown(db: D1Database, id: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM incidents WHERE id = ?1").bind(id).first()) !== null;
}

/** The last incidents that ended, as far as it takes to see which came together. */
export async function findPast(db: D1Database, limit: number): Promise<PastIncident[]> {
  const { results } = await db
    .prepare(
      `SELECT id, check_key AS key, start_at AS start, end_at AS "end" FROM incidents
       WHERE end_at IS NOT NULL ORDER BY start_at DESC, id DESC LIMIT ?1`,
    )
    .bind(limit)
    .all<PastIncident>();
  return results;
}
