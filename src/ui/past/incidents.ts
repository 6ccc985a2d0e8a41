import type { IncidentAnswer, NoteAnswer, SimilarAnswer } from "../../incidents/incident_answer.ts";
import { type Guard, isRecord, isText, listOf, nullable, objectOf } from "../guards.ts";
import { keyOf } from "../live/merge.ts";
import { readJson } from "../read.ts";
import type { Place } from "../route.ts";

type Fields = "id" | "ailment" | "start" | "end" | "changed" | "cause" | "notes";
type ShownSimilar = Pick<SimilarAnswer, "sentence">;

/** What the page shows of an incident. */
export type PastIncident = Pick<IncidentAnswer, Fields> & { readonly similar: ShownSimilar[] };

const MOST = 20;

const isNote = objectOf<NoteAnswer>({ id: isText, at: isText, text: isText, author: isText, cause: isText });
const isAilment: Guard<IncidentAnswer["ailment"]> = (value): value is IncidentAnswer["ailment"] =>
  value === "failed" || value === "errored" || value === "stale" || value === "flapping";
const isIncident = objectOf<PastIncident>({
  id: isText,
  ailment: isAilment,
  start: isText,
  end: nullable(isText),
  changed: listOf(isText),
  cause: isText,
  notes: listOf(isNote),
  similar: listOf(objectOf<ShownSimilar>({ sentence: isText })),
});

/** The last incidents of a check, the newest first. */
export async function readIncidents(place: Place, signal: AbortSignal): Promise<readonly PastIncident[]> {
  const query = new URLSearchParams({ check: keyOf(place), limit: String(MOST) });
  const { body } = await readJson(`/incidents?${query}`, { signal });
  const incidents = isRecord(body) ? body.incidents : undefined;
  if (!listOf(isIncident)(incidents)) throw new TypeError("Cannot read the incidents: the answer holds none");
  return incidents;
}
