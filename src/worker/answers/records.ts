import { type Definition, idOf } from "../../definition.ts";
import type { CheckRecord } from "../../record.ts";
import { statusOf } from "../../show/brief.ts";
import { boardStub, type Env, type LookoutStub, lookoutStub } from "../env.ts";
import type { Snapshot } from "../lookout/journal.ts";
import type { Signal } from "../lookout/ping_store.ts";
import { serviceOf } from "../service.ts";

// How long an isolate answers from its own copy: it saves a Lookout from a thousand pingers a second.
const MEMO_MS = 1_000;

interface Memo {
  readonly expires: number;
  readonly snapshot: Promise<Snapshot>;
}

const memos = new Map<string, Memo>();

/** The last record of a check. A stale one is renewed first, as pingers expect; undefined where there is none to be had. */
export async function freshRecord(definition: Definition, env: Env): Promise<CheckRecord | undefined> {
  const service = serviceOf(env);
  const { records } = await snapshotOf(service.lookoutOf(definition), env);
  const record = records?.[definition.name];
  const clock = { now: Date.now(), tickMs: service.settings.tickMs };
  const status = statusOf(definition, record && { ...record, status: record.outcome.status }, clock);
  if (status !== "stale" && status !== "pending") return record;
  return await renew(definition, env, (lookout) => lookout.fresh(definition.name));
}

// How long somebody waits for an agent, and how often the Board is asked meanwhile.
const PATIENCE_MS = 10_000;
const QUESTION_MS = 500;

export interface Refreshed {
  readonly record: CheckRecord | undefined;
  /** The agent that has not answered yet: the record is what was known before. */
  readonly waitsFor?: string;
}

/** Runs a check now, whatever is known of it; an agent is asked to. */
export async function refreshedRecord(definition: Definition, env: Env): Promise<Refreshed> {
  const { agent } = definition;
  const answered = agent === undefined || (await answers(agent, definition, env));
  const record = await renew(definition, env, (lookout) => lookout.refresh(definition.name));
  return answered ? { record } : { record, waitsFor: agent };
}

/** Whether the agent has run the check, in the time that somebody is ready to wait. */
async function answers(agent: string, definition: Definition, env: Env): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS;
  const id = await boardStub(env).askAgent(agent, idOf(definition));
  while (Date.now() < until) {
    await scheduler.wait(QUESTION_MS);
    if (!(await boardStub(env).awaitsAgent(id))) return true;
  }
  return false;
}

/** Has the next reader ask the Lookout: it knows more than this isolate. */
export function forgetRecords(lookout: string): void {
  memos.delete(lookout);
}

/** Hands on what a task said of itself, and runs its check. */
export async function pingedRecord(
  definition: Definition,
  signal: Signal,
  env: Env,
): Promise<CheckRecord | undefined> {
  return await renew(definition, env, (lookout) => lookout.ping(definition.name, signal));
}

/** A parameter was overridden: the record of that variant, or "busy" where too many were asked for. */
export async function variantRecord(
  definition: Definition,
  overrides: Readonly<Record<string, string>>,
  env: Env,
): Promise<CheckRecord | "busy"> {
  // Validated here, where the error can still be told from others: a class does not survive the call of an object.
  definition.check.override(overrides);
  return await lookoutStub(env, serviceOf(env).lookoutOf(definition)).variant(definition.name, overrides);
}

/** Asks the Lookout of a check for something new, after which this isolate's copy is old. */
async function renew(
  definition: Definition,
  env: Env,
  ask: (lookout: LookoutStub) => Promise<CheckRecord | undefined>,
): Promise<CheckRecord | undefined> {
  const name = serviceOf(env).lookoutOf(definition);
  const record = await ask(lookoutStub(env, name));
  memos.delete(name);
  return record;
}

/** One call answers for all checks of a Lookout; a copy that is still current is not sent again. */
async function snapshotOf(lookout: string, env: Env): Promise<Snapshot> {
  const memo = memos.get(lookout);
  if (memo && memo.expires > Date.now()) return await memo.snapshot;
  const known = memo && (await memo.snapshot.catch(() => undefined));
  const snapshot = lookoutStub(env, lookout)
    .read(known?.number ?? -1)
    .then((next) => (next.records || !known ? next : known));
  memos.set(lookout, { expires: Date.now() + MEMO_MS, snapshot });
  snapshot.catch(() => memos.delete(lookout));
  return await snapshot;
}
