// What readers of incidents get: the schemas are the one source of the types on both sides.
import * as z from "zod";
import type { Definition } from "../definition.ts";
import { idOf } from "../definition.ts";
import { iso } from "../show/brief.ts";
import { Incident, type Note } from "./incident.ts";
import { causeOf, type Similar, sentenceOf } from "./similar.ts";

const Time = z.iso.datetime();

export const NoteAnswer = z.object({
  id: z.string(),
  at: Time,
  text: z.string(),
  author: z.string(),
  /** Empty where the note names none. */
  cause: z.string(),
});
export type NoteAnswer = z.infer<typeof NoteAnswer>;

/** An episode of the past in which checks failed that fail now. */
export const SimilarAnswer = z.object({
  start: Time,
  end: Time,
  /** 1 where the same checks failed, and no others. */
  likeness: z.number(),
  /** For people: `3 of these 4 failed together on 2 March; cause: …`. */
  sentence: z.string(),
  cause: z.string(),
  /** The keys of all checks that failed then. */
  checks: z.array(z.string()),
  incidents: z.array(z.string()),
  notes: z.array(NoteAnswer),
});
export type SimilarAnswer = z.infer<typeof SimilarAnswer>;

export const IncidentAnswer = Incident.extend({
  start: Time,
  /** Null while it lasts. */
  end: Time.nullable(),
  notes: z.array(NoteAnswer),
  /** Path of the check's own endpoint, as it is called now; null where it is configured no more. */
  url: z.string().nullable(),
  /** While it lasts: episodes of the past in which this check failed, the most alike first. */
  similar: z.array(SimilarAnswer),
});
export type IncidentAnswer = z.infer<typeof IncidentAnswer>;

/** `GET /incidents`: the newest first. */
export const IncidentsAnswer = z.object({
  incidents: z.array(IncidentAnswer),
  /** The `before` of the next page; null: this is the last. */
  next: z.string().nullable(),
  /** Whether a part of the memory did not answer: then some may be missing. */
  partial: z.boolean(),
  /** With `open=true`: episodes of the past that are most like all that fails now. */
  similar: z.array(SimilarAnswer),
});
export type IncidentsAnswer = z.infer<typeof IncidentsAnswer>;

export function noteAnswerOf({ at, ...note }: Note): NoteAnswer {
  return { ...note, at: iso(at) };
}

export function incidentAnswerOf(
  { start, end, notes, ...incident }: Incident,
  { definition, similar }: { definition: Definition | undefined; similar: readonly SimilarAnswer[] },
): IncidentAnswer {
  return {
    ...incident,
    start: iso(start),
    end: end === null ? null : iso(end),
    notes: notes.map(noteAnswerOf),
    url: definition ? `/checks/${idOf(definition)}` : null,
    similar: [...similar],
  };
}

export interface SimilarContext {
  /** How many checks fail now. */
  readonly failing: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** By the id of their incident. */
  readonly notes: ReadonlyMap<string, readonly Note[]>;
}

export function similarAnswerOf(similar: Similar, { failing, now, notes }: SimilarContext): SimilarAnswer {
  const own = similar.incidents.flatMap(({ id }) => notes.get(id) ?? []);
  const causes = new Map(similar.incidents.map(({ id }) => [id, lastCause(notes.get(id) ?? [])]));
  const cause = causeOf(similar, causes);
  return {
    start: iso(similar.start),
    end: iso(similar.end),
    likeness: Math.round(similar.likeness * 100) / 100,
    sentence: sentenceOf(similar, { failing, cause, now }),
    cause,
    checks: [...new Set(similar.incidents.map(({ key }) => key))],
    incidents: similar.incidents.map(({ id }) => id),
    notes: own.map(noteAnswerOf),
  };
}

/** The cause that the last note names which names one. */
export function lastCause(notes: readonly Note[]): string {
  return notes.findLast(({ cause }) => cause !== "")?.cause ?? "";
}
