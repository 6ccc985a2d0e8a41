import { type Clock, iso, statusOf } from "./brief.ts";
import { type Definition, idOf } from "./definition.ts";
import type { Json } from "./json.ts";
import type { Failure, Status } from "./outcome.ts";
import type { CheckRecord } from "./record.ts";
import { endedAt, staleAt } from "./schedule.ts";

/** A check of `GET /checks`: the original's fields, and the agent that runs it. */
export interface CheckInfo {
  readonly name: string;
  readonly project: string;
  readonly module: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly documentation: string;
  readonly url: string;
  readonly ttl: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly troubleshooting: string;
  readonly agent: string | null;
}

/** The answer of `GET /checks/{project}/{check}`: the original's fields, and what it could not say. */
export interface CheckAnswer extends CheckInfo {
  readonly datetime: string | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly success: boolean;
  readonly data: Json;
  readonly buglist: readonly Json[];
  readonly history: readonly Json[];
  readonly status: Status;
  readonly since: string | null;
  readonly error: Failure | null;
}

export interface ViewOptions extends Clock {
  readonly troubleshooting: (definition: Definition) => string;
}

export function infoOf(
  definition: Definition,
  { troubleshooting }: Pick<ViewOptions, "troubleshooting">,
): CheckInfo {
  const { name, project, module, tags, description, check, ttl, agent } = definition;
  return {
    name,
    project,
    module,
    tags,
    description,
    documentation: check.documentation,
    url: `/checks/${idOf(definition)}`,
    ttl,
    parameters: check.parameters,
    troubleshooting: troubleshooting(definition),
    agent: agent ?? null,
  };
}

/** What of a record is shown. */
export type ShownRecord = Pick<CheckRecord, "outcome" | "startedAt" | "durationMs" | "since">;

export function answerOf(
  definition: Definition,
  record: ShownRecord | undefined,
  options: ViewOptions,
): CheckAnswer {
  const info = infoOf(definition, options);
  const none = { datetime: null, duration: null, success: false, data: null, buglist: [], history: [] };
  if (!record) return { ...info, ...none, status: "pending", since: null, error: null };
  const { outcome, since, durationMs } = record;
  const status = statusOf(definition, { ...record, status: outcome.status }, options);
  return {
    ...info,
    ...none,
    datetime: iso(endedAt(record)),
    duration: durationMs,
    success: status === "passed",
    data: outcome.status === "errored" ? null : outcome.data,
    status,
    since: iso(status === "stale" ? staleAt(definition, record, options.tickMs) : since),
    error: outcome.status === "errored" ? outcome.error : null,
  };
}

/** 200 passed, 500 could not tell, 503 everything that is not known to hold. */
export function httpStatusOf(status: Status): 200 | 500 | 503 {
  switch (status) {
    case "passed":
      return 200;
    case "errored":
      return 500;
    case "failed":
    case "stale":
    case "pending":
      return 503;
  }
}
