import type { Note } from "../../incidents/incident.ts";
import { placeOf } from "../../incidents/incident_filter.ts";
import { boardStub, type Env } from "../env.ts";
import { attempt } from "./incident_reader.ts";
import { isKnown, saveNotes } from "./incident_table.ts";

/**
 * Stores a note on the Board, which copies it to D1, or in D1 while the Board is down. "unknown": there is no such
 * incident; where not all who know of incidents answer, an incident of that id is taken to exist.
 */
export async function keepNote(env: Env, id: string, note: Note): Promise<"kept" | "unknown" | "down"> {
  const [onBoard, inTable] = await Promise.all([
    attempt("find the incident on the Board", () => holds(env, id)),
    attempt("find the incident in D1", () => isKnown(env.DB, id)),
  ]);
  if (onBoard === undefined && inTable === undefined) return "down";
  if (onBoard === false && inTable === false) return "unknown";
  const kept =
    (await attempt("keep a note on the Board", async () => {
      await boardStub(env).addNote(id, note);
      return true;
    })) ??
    (await attempt("keep a note in D1", async () => {
      await saveNotes(env.DB, [{ incident: id, note }]);
      return true;
    }));
  return kept ? "kept" : "down";
}

async function holds(env: Env, id: string): Promise<boolean> {
  const { held } = await boardStub(env).incidents({
    keys: [],
    project: null,
    from: null,
    open: null,
    before: placeOf(id) ?? null,
    limit: 0,
  });
  return held.includes(id);
}
