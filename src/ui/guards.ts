// The page reads its own server, so shape guards do. The schemas themselves would cost 27 KB of the page's 90, and
// zod's probe for `new Function` is reported as a violation of the Content-Security-Policy. Each table below fails to
// compile when a schema gains, loses or changes a field.

import { STATUSES, type Status } from "../outcome.ts";
import type {
  BoardAgent,
  BoardCheck,
  BoardDocument,
  CheckState,
  LiveMessage,
} from "../show/board_document.ts";

export type Guard<T> = (value: unknown) => value is T;
type Fields<T> = { readonly [K in keyof T]-?: Guard<T[K]> };

export const isText: Guard<string> = (value) => typeof value === "string";
export const isNumber: Guard<number> = (value) => typeof value === "number";
export const isFlag: Guard<boolean> = (value) => typeof value === "boolean";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function listOf<T>(guard: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(guard);
}

export function objectOf<T extends object>(fields: Fields<T>): Guard<T> {
  const guards = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => isRecord(value) && guards.every(([name, guard]) => guard(value[name]));
}

export const isStatus: Guard<Status> = (value): value is Status =>
  STATUSES.some((status) => status === value);
const isLiveType: Guard<"checks"> = (value) => value === "checks";

const STATE: Fields<CheckState> = {
  project: isText,
  name: isText,
  status: isStatus,
  since: nullable(isText),
  datetime: nullable(isText),
  stale_at: nullable(isText),
  duration: nullable(isNumber),
  value: nullable(isNumber),
  summary: isText,
  incident: nullable(objectOf({ id: isText, start: isText })),
  maintenance: nullable(objectOf({ reason: isText, until: isText })),
};

const CHECK: Fields<BoardCheck> = {
  ...STATE,
  description: isText,
  module: isText,
  tags: listOf(isText),
  agent: nullable(isText),
  ttl: isNumber,
  url: isText,
};

const isAgentState: Guard<BoardAgent["state"]> = (value): value is BoardAgent["state"] =>
  value === "live" || value === "silent" || value === "never";

const isAgent: Guard<BoardAgent> = objectOf<BoardAgent>({
  name: isText,
  state: isAgentState,
  last_seen: nullable(isText),
  silent_at: nullable(isText),
  started_at: nullable(isText),
  version: nullable(isText),
  lag: nullable(isNumber),
  skew: nullable(isNumber),
  backlog: isNumber,
  dropped: isNumber,
  configuration: nullable(isText),
  current: isFlag,
  checks: isNumber,
  cannot_run: listOf(objectOf({ check: isText, why: isText })),
});

export const isBoardDocument: Guard<BoardDocument> = objectOf<BoardDocument>({
  service: isText,
  title: isText,
  environment: isText,
  now: isText,
  last_tick: nullable(isText),
  problems: listOf(isText),
  checks: listOf(objectOf<BoardCheck>(CHECK)),
  agents: listOf(isAgent),
});

export const isLiveMessage: Guard<LiveMessage> = objectOf<LiveMessage>({
  type: isLiveType,
  now: isText,
  checks: listOf(objectOf<CheckState>(STATE)),
  agents: nullable(listOf(isAgent)),
});
