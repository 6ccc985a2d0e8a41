import type { Incident } from "./incident.ts";

/** Which incidents are asked for. */
export interface IncidentFilter {
  /** Of these checks, by their keys; null: of all. */
  readonly keys: readonly string[] | null;
  /** And of checks that were in this project, and are configured no more; null: only of `keys`. */
  readonly project: string | null;
  /** Those that lasted until then at least, in epoch milliseconds. */
  readonly from: number | null;
  readonly open: boolean | null;
  /** Those that come after this one, the newest first. */
  readonly before: Place | null;
  readonly limit: number;
}

/** Where an incident stands among all of them. */
export type Place = Pick<Incident, "id" | "start">;

/** Whether an incident is asked for, but for the limit. */
export function matches(incident: Incident, filter: IncidentFilter): boolean {
  const { keys, project, from, open, before } = filter;
  if (keys && !keys.includes(incident.key) && incident.project !== project) return false;
  if (from !== null && incident.end !== null && incident.end < from) return false;
  if (open !== null && open !== (incident.end === null)) return false;
  return before === null || newestFirst(before, incident) < 0;
}

/** The order in which incidents are told; equal starts by id, so that a page never repeats the last. */
export function newestFirst(one: Place, other: Place): number {
  if (one.start !== other.start) return other.start - one.start;
  if (one.id === other.id) return 0;
  return one.id > other.id ? -1 : 1;
}

/** The place that an id stands for: `incidentId` ends with the start. Undefined where it is no such id. */
export function placeOf(id: string): Place | undefined {
  const [, start] = /^[\w.~-]+(?::[\w.~-]+)?:(-?\d{1,16})$/.exec(id) ?? [];
  return start === undefined ? undefined : { id, start: Number(start) };
}
