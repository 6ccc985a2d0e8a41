import * as z from "zod";
import type { Json } from "../json.ts";

const Data = z.custom<Json>((value) => value !== undefined);

/** What somebody wrote about an incident: the memory that the next operator reads. */
export const Note = z.object({
  id: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  text: z.string(),
  author: z.string(),
  /** What the author takes for the cause; empty: nothing new is said about it. */
  cause: z.string(),
});
export type Note = z.infer<typeof Note>;

/** How a check can be unwell. "flapping": it changes so often that each change is no news. */
export const Ailment = z.enum(["failed", "errored", "stale", "flapping"]);
export type Ailment = z.infer<typeof Ailment>;

/** A time in which a check did not hold, or nobody could tell. Times are epoch milliseconds. */
export const Incident = z.object({
  /** `incidentId`: the same incident found twice is one. */
  id: z.string(),
  /** The check's identity in history: survives a change of name. */
  key: z.string(),
  project: z.string(),
  check: z.string(),
  ailment: Ailment,
  start: z.number(),
  /** Null while it lasts. */
  end: z.number().nullable(),
  /** What was found first, redacted: data, or the text of an error. */
  first: Data,
  /** What was found last while the check held; null where that is not known. */
  last_good: Data,
  /** What differs between the two: `path: before → after`. */
  changed: z.array(z.string()),
  /** Addresses of the bugs that were linked when it began. */
  bugs: z.array(z.string()),
  /** As the last note says that names one. */
  cause: z.string(),
  notes: z.array(Note),
  /** Whether it began in a maintenance window, and has not outlasted it: then nobody is told. */
  maintenance: z.boolean(),
});
export type Incident = z.infer<typeof Incident>;

/** Something to tell people. Times are epoch milliseconds. */
export interface IncidentEvent {
  readonly type: "opened" | "closed" | "flapping" | "reminder";
  readonly incident: Incident;
  readonly at: number;
}

/** Where news of incidents go. */
export interface Teller {
  take(events: readonly IncidentEvent[]): void;
}

/** `shop:home:1772434800000`: a key has no colon, and a path segment may (RFC 3986 §3.3). */
export function incidentId(key: string, start: number): string {
  return `${key.replace("/", ":")}:${start}`;
}

/** An incident with further notes: each once, in the order of their time, and the cause that the last of them names. */
export function withNotes(incident: Incident, further: readonly Note[]): Incident {
  const all = new Map([...further, ...incident.notes].map((note) => [note.id, note]));
  const notes = [...all.values()].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  const cause = notes.findLast((note) => note.cause !== "")?.cause ?? incident.cause;
  return { ...incident, notes, cause };
}
