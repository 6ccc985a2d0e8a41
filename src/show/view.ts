import { type Definition, idOf } from "../definition.ts";
import type { HistoryItem } from "../history/history_list.ts";
import type { Json } from "../json.ts";
import { type Bug, buglistOf, EMPTY_SHELF, type Shelf } from "../known_issues/known_issues.ts";
import { type Maintenance, maintenanceAt } from "../maintenance/maintenance.ts";
import type { Failure, Status } from "../outcome.ts";
import type { CheckRecord } from "../record.ts";
import { endedAt, staleAt } from "../schedule.ts";
import type { ShownMaintenance } from "./board_document.ts";
import { type Clock, iso, shownMaintenance, statusOf } from "./brief.ts";

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
  readonly buglist: readonly Bug[];
  /** When the tracker said so; null: it has not been asked, or has not answered yet. */
  readonly buglist_as_of: string | null;
  /** Why there is nothing newer, or that some are missing; empty: all is well. */
  readonly buglist_note: string;
  readonly maintenance: ShownMaintenance | null;
  /** Null: it could not be read yet. */
  readonly history: readonly HistoryItem[] | null;
  readonly status: Status;
  readonly since: string | null;
  readonly error: Failure | null;
  /** What else there is to say of this one answer. */
  readonly note?: string;
}

export interface ViewOptions extends Clock {
  readonly troubleshooting: (definition: Definition) => string;
  readonly shelf?: Shelf;
  readonly maintenance?: readonly Maintenance[];
  readonly history?: readonly HistoryItem[] | null;
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
  const surroundings = surroundingsOf(definition, record, options);
  const { history = [] } = options;
  const none = { datetime: null, duration: null, success: false, data: null, history, ...surroundings };
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

type Surroundings = Pick<CheckAnswer, "buglist" | "buglist_as_of" | "buglist_note" | "maintenance">;

/** What others know of a check: its tracker, and who works on it. */
function surroundingsOf(
  definition: Definition,
  record: ShownRecord | undefined,
  { shelf = EMPTY_SHELF, maintenance = [], ...clock }: ViewOptions,
): Surroundings {
  const { now } = clock;
  const status = statusOf(definition, record && { ...record, status: record.outcome.status }, clock);
  return {
    buglist: buglistOf(shelf.issues, idOf(definition), { status, since: record?.since, now }),
    buglist_as_of: shelf.asOf === null ? null : iso(shelf.asOf),
    buglist_note: shelf.note,
    maintenance: shownMaintenance(maintenanceAt(maintenance, definition, now)),
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
