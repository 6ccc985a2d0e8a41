import { type Incident, type Note, withNotes } from "../../incidents/incident.ts";
import { type IncidentFilter, newestFirst } from "../../incidents/incident_filter.ts";
import { type PastIncident, pastOf } from "../../incidents/similar.ts";
import { boardStub, type Env } from "../env.ts";
import { inTime } from "../in_time.ts";
import { logError } from "../log.ts";
import { findIncidents, findNotes, findPast } from "./incident_table.ts";

// A reader waits no longer for either of the two; one is enough for an answer.
const LIMIT_MS = 3_000;

// Enough to find what is alike, and some 200 KB for D1 to read.
const MAX_PAST = 2_000;

/** Something that was read, and whether all who should know of it have answered. */
export interface Reading<T> {
  readonly found: T;
  readonly partial: boolean;
}

const ALL: IncidentFilter = { keys: null, project: null, from: null, open: null, before: null, limit: 1_000 };

/**
 * Incidents of D1 and of the Board, the newest first, with the notes of both. What the Board has is newer. Undefined
 * where neither answers.
 */
export async function readIncidents(
  env: Env,
  filter: IncidentFilter,
): Promise<Reading<Incident[]> | undefined> {
  const [board, table] = await Promise.all([
    attempt("read incidents of the Board", () => boardStub(env).incidents(filter)),
    attempt("read incidents of D1", () => findIncidents(env.DB, filter)),
  ]);
  if (!board && !table) return undefined;
  const held = new Set(board?.held);
  const older = (table ?? []).filter(({ id }) => !held.has(id));
  const found = [...(board?.incidents ?? []), ...older].sort(newestFirst).slice(0, filter.limit);
  const notes = await readNotes(
    env,
    found.map(({ id }) => id),
  );
  const complete = found.map((incident) => withNotes(incident, notes.found.get(incident.id) ?? []));
  return { found: complete, partial: !board || !table || notes.partial };
}

/** What D1 has of the notes of incidents. */
export async function readNotes(env: Env, ids: readonly string[]): Promise<Reading<Map<string, Note[]>>> {
  if (ids.length === 0) return { found: new Map(), partial: false };
  const found = await attempt("read notes of D1", () => findNotes(env.DB, ids));
  return { found: found ?? new Map(), partial: !found };
}

/** Incidents that have ended, to compare with: of D1 or, while that is down, the last ones of the Board. */
export async function readPast(env: Env): Promise<Reading<readonly PastIncident[]>> {
  const found = await attempt("read past incidents of D1", () => findPast(env.DB, MAX_PAST));
  if (found) return { found, partial: false };
  const board = await attempt("read past incidents of the Board", () => boardStub(env).incidents(ALL));
  return { found: (board?.incidents ?? []).flatMap(pastOf), partial: true };
}

/** Undefined where it fails or takes too long, which the log says. */
export async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await inTime(LIMIT_MS, work);
  } catch (error) {
    logError(`Cannot ${doing}`, error);
    return undefined;
  }
}
