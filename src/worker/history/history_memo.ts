import { waitUntil } from "cloudflare:workers";
import type { Definition } from "../../definition.ts";
import { type HistoryItem, historyList } from "../../history/history_list.ts";
import type { Env } from "../env.ts";
import { logError } from "../log.ts";
import { serviceOf } from "../service.ts";
import { readHistory } from "./history_reader.ts";

// Days of history do not change in some minutes; the answer has the last result anyway.
const RENEW_MS = 5 * 60_000;
const RETRY_MS = 30_000;
const FORGET_MS = 30 * 60_000;

// Each may take 50 KB. The history of further checks is not told, rather than read again with each answer.
const MAX_KEPT = 300;
const DAY_SECONDS = 86_400;

interface Memo {
  readonly items: readonly HistoryItem[] | null;
  readonly renewAt: number;
}

const memos = new Map<string, Memo>();

/**
 * The `history` of checks' answers, from this isolate's memory; what is old is renewed behind the answer, one check after
 * the other. Null where it has not been read yet.
 */
export function knownHistory(
  definitions: readonly Definition[],
  env: Env,
): (definition: Definition) => readonly HistoryItem[] | null {
  if (serviceOf(env).settings.historyDays === 0) return () => [];
  const due = dueOf(definitions);
  if (due.length > 0) waitUntil(renewAll(due, env));
  return ({ key }) => memos.get(key)?.items ?? null;
}

/** Old ones, and new ones as long as there is room. */
function dueOf(definitions: readonly Definition[]): Definition[] {
  const now = Date.now();
  for (const [key, { renewAt }] of memos) if (renewAt < now - FORGET_MS) memos.delete(key);
  const old = definitions.filter(({ key }) => (memos.get(key)?.renewAt ?? now) < now);
  const fresh = definitions.filter(({ key }) => !memos.has(key));
  return [...old, ...fresh.slice(0, Math.max(0, MAX_KEPT - memos.size))];
}

async function renewAll(definitions: readonly Definition[], env: Env): Promise<void> {
  // Whoever asks meanwhile does not have them read a second time.
  const renewAt = Date.now() + RETRY_MS;
  for (const { key } of definitions) memos.set(key, { items: memos.get(key)?.items ?? null, renewAt });
  for (const definition of definitions) await renew(definition, env);
}

async function renew(definition: Definition, env: Env): Promise<void> {
  const to = Math.floor(Date.now() / 1000);
  const from = to - serviceOf(env).settings.historyDays * DAY_SECONDS;
  try {
    // So many that the results are read one by one for as long as they are kept.
    const { hours } = await readHistory(definition, { from, to, points: to - from }, env);
    memos.set(definition.key, { items: historyList(hours, { from, to }), renewAt: Date.now() + RENEW_MS });
  } catch (error) {
    logError("Cannot renew history", error, { key: definition.key });
  }
}
