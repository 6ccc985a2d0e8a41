import type { Definition } from "../definition.ts";

/** A stretch of time in epoch milliseconds, its end not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which checks are meant: those that all that is given fits. Nothing given: all checks. */
export interface Coverage {
  readonly project: string | null;
  readonly tag: string | null;
  /** `project/name`. */
  readonly check: string | null;
}

/** Time in which checks may fail without anybody being told, and that does not count in uptime. */
export interface Maintenance extends Coverage {
  readonly id: string;
  readonly reason: string;
  /** Its stretches that touch a time, in order. They may overlap. */
  readonly spans: (from: number, to: number) => readonly Span[];
  /** The stretch that is under way, or else the next; undefined: it is over for good. */
  readonly next: (now: number) => Span | undefined;
}

/** What is shown of a check that is being worked on. */
export interface CurrentMaintenance {
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

type Covered = Pick<Definition, "project" | "name" | "tags">;

export function covers({ project, tag, check }: Coverage, definition: Covered): boolean {
  return (
    (project === null || project === definition.project) &&
    (tag === null || definition.tags.includes(tag)) &&
    (check === null || check === `${definition.project}/${definition.name}`)
  );
}

/** The maintenance of a check that is under way; of several the one that ends last. */
export function maintenanceAt(
  all: readonly Maintenance[],
  definition: Covered,
  now: number,
): CurrentMaintenance | null {
  let current: CurrentMaintenance | null = null;
  for (const one of all) {
    if (!covers(one, definition)) continue;
    for (const { to: until } of one.spans(now, now + 1)) {
      if (!current || until > current.until) current = { reason: one.reason, until };
    }
  }
  return current;
}

/** Whether `span` shares time with `from`–`to`. */
export function touches(span: Span, from: number, to: number): boolean {
  return span.from < to && span.to > from;
}
