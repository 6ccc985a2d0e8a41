import { EMPTY_SHELF, type Shelf } from "../../known_issues/known_issues.ts";
import type { MaintenanceWindow } from "../../maintenance/maintenance_window.ts";
import { boardStub, type Env } from "../env.ts";
import { inTime } from "../in_time.ts";
import { logError } from "../log.ts";

/** What the Board knows and every answer needs. */
export interface Shared {
  /** Changes with the rest. */
  readonly version: string;
  readonly shelf: Shelf;
  /** The windows that somebody asked for. */
  readonly maintenance: readonly MaintenanceWindow[];
}

// From then on the next answer still gets this isolate's copy, and a newer one is fetched behind it.
const FRESH_MS = 5_000;

// An isolate that is new has no copy: a pinger waits so long for one, and no longer.
const FIRST_MS = 300;

const RENEW_MS = 10_000;

interface Memo {
  readonly shared: Shared;
  readonly expires: number;
}

const NOTHING: Shared = { version: "", shelf: EMPTY_SHELF, maintenance: [] };

let memo: Memo | undefined;
let renewingUntil = 0;

/** What the Board said lately. No answer waits for it but the first of an isolate, and that not long. */
export async function sharedState(env: Env, waitUntil: (work: Promise<unknown>) => void): Promise<Shared> {
  if (!memo) await renew(env, FIRST_MS);
  else if (memo.expires <= Date.now() && renewingUntil <= Date.now()) waitUntil(renew(env, RENEW_MS));
  return held();
}

/** Has the next answer ask the Board: something was changed through this isolate. */
export function forgetShared(): void {
  memo = undefined;
}

function held(): Shared {
  return memo?.shared ?? NOTHING;
}

/** Never rejects: an old copy is better than no answer. */
async function renew(env: Env, limitMs: number): Promise<void> {
  renewingUntil = Date.now() + limitMs;
  const known = held();
  try {
    const shared = await inTime(limitMs, () => boardStub(env).shared(known.version));
    memo = { shared: shared ?? known, expires: Date.now() + FRESH_MS };
  } catch (error) {
    logError("Cannot ask the Board for known issues and maintenance", error);
    memo = { shared: known, expires: Date.now() + FRESH_MS };
  }
  renewingUntil = 0;
}
