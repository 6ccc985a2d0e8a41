import type { BoardCheck, CheckState } from "../../show/board_document.ts";

type Named = Pick<CheckState, "project" | "name">;

/** `project/name`: the key of a check all over the page. */
export function keyOf({ project, name }: Named): string {
  return `${project}/${name}`;
}

/**
 * `next` with the states of `held` that are newer: the answer to a question asked before the last message must not
 * turn time back.
 */
export function mergeBoard(held: readonly BoardCheck[], next: readonly BoardCheck[]): readonly BoardCheck[] {
  const known = new Map(held.map((check) => [keyOf(check), check]));
  return next.map((check) => {
    const old = known.get(keyOf(check));
    return old && isNewer(old, check) ? { ...check, ...stateOf(old) } : check;
  });
}

/** `held` with the states of `news` that are not older. Checks that do not change stay the same objects. */
export function mergeStates(held: readonly BoardCheck[], news: readonly CheckState[]): readonly BoardCheck[] {
  const fresh = new Map(news.map((state) => [keyOf(state), state]));
  return held.map((check) => {
    const state = fresh.get(keyOf(check));
    return state && !isNewer(check, state) ? { ...check, ...stateOf(state) } : check;
  });
}

/** `checks` with those as stale whose last result is too old to trust at `now`; the same array if there are none. */
export function expire(checks: readonly BoardCheck[], now: number): readonly BoardCheck[] {
  if (!checks.some((check) => isExpired(check, now))) return checks;
  return checks.map((check) =>
    isExpired(check, now) ? { ...check, status: "stale", since: check.stale_at } : check,
  );
}

function isExpired({ status, stale_at }: CheckState, now: number): boolean {
  if (status === "stale" || status === "pending" || stale_at === null) return false;
  return Date.parse(stale_at) <= now;
}

function isNewer(a: CheckState, b: CheckState): boolean {
  if (a.datetime === null) return false;
  return b.datetime === null || Date.parse(a.datetime) > Date.parse(b.datetime);
}

function stateOf(check: CheckState): CheckState {
  const {
    project,
    name,
    status,
    since,
    datetime,
    stale_at,
    duration,
    value,
    summary,
    incident,
    maintenance,
  } = check;
  return {
    project,
    name,
    status,
    since,
    datetime,
    stale_at,
    duration,
    value,
    summary,
    incident,
    maintenance,
  };
}
