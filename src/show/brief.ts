import * as z from "zod";
import { type Definition, idOf } from "../definition.ts";
import type { Incident } from "../incidents/incident.ts";
import type { CurrentMaintenance } from "../maintenance/maintenance.ts";
import type { Status } from "../outcome.ts";
import { type CheckRecord, StoredRecord, summaryOf } from "../record.ts";
import { staleAt } from "../schedule.ts";
import type { BoardCheck, CheckState, ShownMaintenance } from "./board_document.ts";

/** What the Board keeps of a check's last result: all but its data. Times are epoch milliseconds. */
export const Brief = z.object({
  status: z.enum(["passed", "failed", "errored"]),
  since: z.number(),
  startedAt: z.number(),
  durationMs: z.number(),
  value: z.number().nullable(),
  summary: z.string(),
  turnedAt: z.number(),
  streak: z.number(),
  turns: z.array(z.number()),
  trouble: StoredRecord.shape.trouble,
});
export type Brief = z.infer<typeof Brief>;

export function briefOf({ outcome, turns, ...record }: CheckRecord): Brief {
  const value = outcome.status === "errored" ? null : outcome.value;
  return { ...record, turns: [...turns], status: outcome.status, value, summary: summaryOf(outcome) };
}

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly tickMs: number;
}

/** The status to show: no result is "pending", one that is too old to trust is "stale" whatever it said. */
export function statusOf(
  definition: Definition,
  last: Pick<Brief, "status" | "startedAt" | "durationMs"> | undefined,
  { now, tickMs }: Clock,
): Status {
  if (!last) return "pending";
  return now > staleAt(definition, last, tickMs) ? "stale" : last.status;
}

export interface Moment extends Clock {
  /** The check's incident that has not ended. */
  readonly incident?: Pick<Incident, "id" | "start"> | undefined;
  readonly maintenance?: CurrentMaintenance | null;
}

/** The state of a check as the dashboard reads it. */
export function stateOf(definition: Definition, brief: Brief | undefined, clock: Moment): CheckState {
  const { project, name } = definition;
  const status = statusOf(definition, brief, clock);
  const incident = clock.incident ? { id: clock.incident.id, start: iso(clock.incident.start) } : null;
  const maintenance = shownMaintenance(clock.maintenance);
  if (!brief) {
    return {
      project,
      name,
      status,
      since: null,
      datetime: null,
      stale_at: null,
      duration: null,
      value: null,
      summary: "",
      incident,
      maintenance,
    };
  }
  const stale = staleAt(definition, brief, clock.tickMs);
  return {
    project,
    name,
    status,
    since: iso(status === "stale" ? stale : brief.since),
    datetime: iso(brief.startedAt + brief.durationMs),
    stale_at: iso(stale),
    duration: brief.durationMs,
    value: brief.value,
    summary: brief.summary,
    incident,
    maintenance,
  };
}

/** Maintenance as it is shown: its end as a time. */
export function shownMaintenance(current: CurrentMaintenance | null = null): ShownMaintenance | null {
  return current && { reason: current.reason, until: iso(current.until) };
}

/** A check of the board's document. */
export function boardCheckOf(definition: Definition, brief: Brief | undefined, clock: Moment): BoardCheck {
  const { description, module, tags, agent, ttl } = definition;
  return {
    ...stateOf(definition, brief, clock),
    description,
    module,
    tags: [...tags],
    agent: agent ?? null,
    ttl,
    url: `/checks/${idOf(definition)}`,
  };
}

/** ISO 8601 in UTC. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
