// What an agent and the Worker say to each other: both read it with these schemas. Times are epoch milliseconds.
import * as z from "zod";
import type { Json } from "./json.ts";

const Data = z.custom<Json>((value) => value !== undefined);

/** `GET /agents/{name}/assignment`. Entries are as written: the agent fills in `${NAME}` from its own environment. */
export const Assignment = z.object({
  agent: z.string(),
  /** Changes with any of the checks below, and with the settings. */
  configuration: z.string(),
  /** The Worker's clock when it answered. */
  now: z.number(),
  /** Seconds. */
  default_ttl: z.number(),
  checks: z.array(
    z.object({ project: z.string(), name: z.string(), written: z.record(z.string(), z.unknown()) }),
  ),
  /** `project/name` of checks that somebody wants run now, each with an id that a result answers. */
  refresh: z.array(z.object({ check: z.string(), id: z.string() })),
});
export type Assignment = z.infer<typeof Assignment>;

/** One outcome that an agent reached. A check and `startedAt` are its identity: told twice, it is one. */
export const Report = z.object({
  /** `project/name`. */
  check: z.string(),
  startedAt: z.number().int(),
  durationMs: z.number().nonnegative(),
  outcome: z.discriminatedUnion("status", [
    z.object({ status: z.enum(["passed", "failed"]), data: Data, value: z.number().nullable() }),
    z.object({ status: z.literal("errored"), error: z.object({ type: z.string(), message: z.string() }) }),
  ]),
  /** The refresh that it answers. */
  refresh: z.string().optional(),
});
export type Report = z.infer<typeof Report>;

/** `POST /agents/{name}/results`, gzip. */
export const Batch = z.object({
  /** Stable over retries. */
  id: z.string(),
  /** The agent's clock. */
  sent_at: z.number(),
  agent: z.object({
    version: z.string(),
    started_at: z.number(),
    /** Of the assignment that it works by. */
    configuration: z.string(),
    /** Outcomes that wait to be sent. */
    backlog: z.number(),
    /** Outcomes that it had to drop since it started, the oldest first. */
    dropped: z.number(),
    /** Checks that it cannot run, and why. */
    cannot_run: z.array(z.object({ check: z.string(), why: z.string() })),
  }),
  results: z.array(Report),
});
export type Batch = z.infer<typeof Batch>;

/** The answer to a batch: all of it is on disk. */
export const Receipt = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  /** The Worker's clock. */
  now: z.number(),
});
export type Receipt = z.infer<typeof Receipt>;
