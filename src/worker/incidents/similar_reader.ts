import { type SimilarAnswer, similarAnswerOf } from "../../incidents/incident_answer.ts";
import { type Similar, similarEpisodes } from "../../incidents/similar.ts";
import type { Env } from "../env.ts";
import { readIncidents, readNotes, readPast } from "./incident_reader.ts";

/** More fail together only where everything does. */
const MAX_OPEN = 1_000;

/** What is like that which happens now. */
export interface SimilarReading {
  /** For all checks that fail. */
  readonly all: readonly SimilarAnswer[];
  /** For the check of this key. */
  readonly of: (key: string) => readonly SimilarAnswer[];
  readonly partial: boolean;
}

export const NOTHING_SIMILAR: SimilarReading = { all: [], of: () => [], partial: false };

/** Compares all that is open now with the past. */
export async function readSimilar(env: Env): Promise<SimilarReading> {
  const [open, past] = await Promise.all([
    readIncidents(env, {
      keys: null,
      project: null,
      from: null,
      open: true,
      before: null,
      limit: MAX_OPEN,
    }),
    readPast(env),
  ]);
  const failing = (open?.found ?? []).map(({ key }) => key);
  const alike = similarEpisodes(failing, past.found);
  const notes = await readNotes(
    env,
    alike.flatMap(({ incidents }) => incidents.map(({ id }) => id)),
  );
  const answered = alike.map((similar) => ({
    similar,
    answer: similarAnswerOf(similar, { failing: failing.length, now: Date.now(), notes: notes.found }),
  }));
  const tell = (found: readonly { similar: Similar; answer: SimilarAnswer }[]) =>
    found.map(({ answer }) => answer);
  return {
    all: tell(answered),
    of: (key) => tell(answered.filter(({ similar }) => similar.shared.includes(key))),
    partial: past.partial || notes.partial,
  };
}
