// What an agent and the Worker say to each other: both read it with these schemas. Times are epoch milliseconds.
import * as z from "zod";
import { ReadOutcome } from "./record.ts";

/** The most results in one batch. */
export const MAX_BATCH_RESULTS = 500;

/** The most bytes of a batch: as it is sent, and unpacked. */
export const MAX_BATCH_BYTES = { packed: 1024 * 1024, unpacked: 8 * 1024 * 1024 } as const;

/** How far apart the clocks of an agent and of the Worker may be: history would be of another time. */
export const MAX_SKEW_MS = 5 * 60_000;

/** Older results are refused by the Worker and dropped by an agent: nothing remembers whether they were told before. */
export const MAX_RESULT_AGE_MS = 7 * 24 * 3_600_000;

/** `GET /agents/{name}/assignment?wait=SECONDS`. Entries are as written: the agent fills in `${NAME}` from its own environment. */
export const Assignment = z.object({
  agent: z.string(),
  /** Changes with any of the checks below and with the settings; not with `now` or `refresh`. */
  configuration: z.string(),
  /** The Worker's clock when it answered. */
  now: z.number(),
  /** Seconds, for entries without a `ttl`. */
  default_ttl: z.number(),
  checks: z.array(z.object({ project: z.string(), name: z.string(), written: z.unknown() })),
  /** `project/name` of checks that somebody wants run now, each with the id that the result answers. */
  refresh: z.array(z.object({ check: z.string(), id: z.string() })),
});
export type Assignment = z.infer<typeof Assignment>;

/** One outcome that an agent reached. A check and `startedAt` are its identity: told twice, it is one. */
export const Report = z.object({
  /** `project/name`. */
  check: z.string(),
  startedAt: z.int(),
  durationMs: z.number().nonnegative(),
  outcome: ReadOutcome,
  /** The id of the refresh that it answers. */
  refresh: z.string().optional(),
});
export type Report = z.infer<typeof Report>;

/** A check that an agent cannot run as it is, and why, in words for an operator. */
export const CannotRun = z.object({ check: z.string(), why: z.string() });
export type CannotRun = z.infer<typeof CannotRun>;

/** `POST /agents/{name}/results`, gzip. Without results it says that the agent is alive: at least once a minute. */
export const Batch = z.object({
  /** Stable over retries. */
  id: z.string().min(1).max(64),
  /** The agent's clock, at this attempt. */
  sent_at: z.number(),
  agent: z.object({
    version: z.string().max(64),
    started_at: z.number(),
    /** Of the assignment that it works by; empty before the first. */
    configuration: z.string().max(128),
    /** Outcomes that wait to be sent, beyond this batch. */
    backlog: z.int().nonnegative(),
    /** Outcomes that it had to drop since its spool was created, the oldest first. */
    dropped: z.int().nonnegative(),
    cannot_run: z.array(CannotRun).max(1000),
  }),
  results: z.array(Report).max(MAX_BATCH_RESULTS),
});
export type Batch = z.infer<typeof Batch>;

/** The answer to a batch: every result of it is on disk, or was before. */
export const Receipt = z.object({
  accepted: z.int(),
  /** Told before. */
  duplicates: z.int(),
  /** Too old to be kept, or reached in a future that no clock explains. */
  ignored: z.int(),
  /** The Worker's clock. */
  now: z.number(),
});
export type Receipt = z.infer<typeof Receipt>;

/** The answer 403 to a batch with results of checks that are not this agent's: nothing was stored. */
export const ForeignChecks = z.object({ error: z.string(), foreign: z.array(z.string()) });
export type ForeignChecks = z.infer<typeof ForeignChecks>;
