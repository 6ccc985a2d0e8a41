// What the dashboard reads: the schemas are the one source of the types on both sides.
import * as z from "zod";
import { CannotRun } from "../agent_protocol.ts";
import { STATUSES } from "../outcome.ts";

const Time = z.iso.datetime();

export const ShownMaintenance = z.object({
  reason: z.string(),
  until: Time,
});
export type ShownMaintenance = z.infer<typeof ShownMaintenance>;

/** The state of one check. Times are ISO 8601 in UTC; `null` where there is no result yet. */
export const CheckState = z.object({
  project: z.string(),
  name: z.string(),
  status: z.enum(STATUSES),
  /** When the check took this status. */
  since: Time.nullable(),
  /** When the last result was reached. */
  datetime: Time.nullable(),
  /** From then on the result is too old to trust, unless a newer one comes. */
  stale_at: Time.nullable(),
  /** Milliseconds of the last run. */
  duration: z.number().nullable(),
  /** The plotted number. */
  value: z.number().nullable(),
  /** The beginning of the last data, as JSON text, or of the error: at most 200 characters. */
  summary: z.string(),
  /** The incident that has not ended yet. */
  incident: z.object({ id: z.string(), start: Time }).nullable(),
  /** The window that the check is in: nobody is told of what it finds. */
  maintenance: ShownMaintenance.nullable(),
});
export type CheckState = z.infer<typeof CheckState>;

/** A check with what never changes between two deployments. */
export const BoardCheck = CheckState.extend({
  description: z.string(),
  module: z.string(),
  tags: z.array(z.string()),
  agent: z.string().nullable(),
  /** Seconds for which a result is fresh. */
  ttl: z.number(),
  /** Path of the check's own endpoint. */
  url: z.string(),
});
export type BoardCheck = z.infer<typeof BoardCheck>;

/** An agent as operators see it. Times are ISO 8601 in UTC; `null` where it has not been heard of yet. */
export const BoardAgent = z.object({
  name: z.string(),
  /** "never": not heard of since it was configured. */
  state: z.enum(["live", "silent", "never"]),
  /** When it last sent something. */
  last_seen: Time.nullable(),
  /** From then on it counts as silent, unless it is heard of. */
  silent_at: Time.nullable(),
  started_at: Time.nullable(),
  version: z.string().nullable(),
  /** Seconds between the end of a run and its arrival, of the newest result that came last. */
  lag: z.number().nullable(),
  /** Milliseconds that its clock is ahead of the Worker's. */
  skew: z.number().nullable(),
  /** Outcomes that wait there, and that it had to drop. */
  backlog: z.number(),
  dropped: z.number(),
  /** The hash of the assignment that it works by, and whether that is the current one. */
  configuration: z.string().nullable(),
  current: z.boolean(),
  /** How many checks are its own. */
  checks: z.number(),
  cannot_run: z.array(CannotRun),
});
export type BoardAgent = z.infer<typeof BoardAgent>;

/** `GET /board`: the state of every check, in the order of the configuration. */
export const BoardDocument = z.object({
  service: z.string(),
  title: z.string(),
  environment: z.string(),
  /** The server's clock when it answered. */
  now: Time,
  /** When the scheduler last ran; null: never. */
  last_tick: Time.nullable(),
  /** What is wrong with the configuration, one sentence each. */
  problems: z.array(z.string()),
  checks: z.array(BoardCheck),
  /** In the order of the configuration. */
  agents: z.array(BoardAgent),
});
export type BoardDocument = z.infer<typeof BoardDocument>;

/** A message of `/live`: the checks that have a newer state. */
export const LiveMessage = z.object({
  type: z.literal("checks"),
  now: Time,
  checks: z.array(CheckState),
  /** All agents, where something about one has changed; else null. */
  agents: z.array(BoardAgent).nullable(),
});
export type LiveMessage = z.infer<typeof LiveMessage>;
