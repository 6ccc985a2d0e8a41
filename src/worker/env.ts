import type { Board } from "./board/board.ts";
import type { Lookout } from "./lookout/lookout.ts";
import type { Mailer } from "./outbox/delivery.ts";

/** Objects by name. The platform's own type maps every result of a call, and gives up on recursive JSON. */
export interface Objects<T> {
  idFromName(name: string): DurableObjectId;
  get(id: DurableObjectId): T;
}

/** The bindings of wrangler.toml. Variables and secrets are further string properties, read through `variablesOf`. */
export interface Env {
  readonly ASSETS: Fetcher;
  readonly DB: D1Database;
  readonly LOOKOUT: Objects<LookoutStub>;
  readonly BOARD: Objects<BoardStub>;
  readonly VERSION?: WorkerVersionMetadata;
  /** Bound by whoever wants mail to be sent. */
  readonly EMAIL?: Mailer;
}

export type LookoutStub = Pick<
  Lookout,
  "tick" | "read" | "fresh" | "refresh" | "report" | "variant" | "ping" | "hours"
>;
export type BoardStub = Pick<
  Board,
  | "publish"
  | "tick"
  | "settle"
  | "document"
  | "metrics"
  | "vitals"
  | "fetch"
  | "incidents"
  | "addNote"
  | "maintenance"
  | "shared"
  | "beginMaintenance"
  | "endMaintenance"
  | "hear"
  | "refused"
  | "asked"
  | "askAgent"
  | "awaitsAgent"
>;

/** A Lookout by its name. A new stub each time: one whose object threw is broken for good. */
export function lookoutStub(env: Env, name: string): LookoutStub {
  return env.LOOKOUT.get(env.LOOKOUT.idFromName(name));
}

/** The one Board. */
export function boardStub(env: Env): BoardStub {
  return env.BOARD.get(env.BOARD.idFromName("board"));
}

/** The Worker's variables and secrets: its bindings that are text. */
export function variablesOf(env: Env): Record<string, string> {
  const texts = Object.entries(env).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}
