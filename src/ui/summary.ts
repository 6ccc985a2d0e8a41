import type { Status } from "../outcome.ts";
import type { CheckState } from "../show/board_document.ts";
import { clockTime } from "./times.ts";

const VERBS: Readonly<Record<Status, { one: string; many: string }>> = {
  failed: { one: "fails", many: "fail" },
  errored: { one: "cannot tell", many: "cannot tell" },
  stale: { one: "is out of date", many: "are out of date" },
  pending: { one: "has not run yet", many: "have not run yet" },
  passed: { one: "passes", many: "pass" },
};
const TROUBLES = ["failed", "errored", "stale"] as const satisfies Status[];

type State = Pick<CheckState, "status" | "since">;

/** The state of the whole in one sentence: "2 of 31 checks fail, since 14:02; 1 cannot tell". */
export function sentenceOf(checks: readonly State[], now: number): string {
  const total = checks.length;
  if (total === 0) return "No check is configured yet";
  const [first, ...rest] = TROUBLES.filter((status) => countOf(checks, status) > 0);
  if (!first) return quietSentence(checks);
  const count = countOf(checks, first);
  const others = rest.map(
    (status) => `${countOf(checks, status)} ${verbOf(status, countOf(checks, status))}`,
  );
  return [`${share(count, total)} ${verbOf(first, count)}${sinceOf(checks, first, now)}`, ...others].join(
    "; ",
  );
}

function quietSentence(checks: readonly State[]): string {
  const total = checks.length;
  const pending = countOf(checks, "pending");
  const passed = total - pending;
  if (passed === 0) return total === 1 ? "The check has not run yet" : `None of ${total} checks has run yet`;
  if (pending > 0) {
    return `${share(passed, total)} ${verbOf("passed", passed)}; ${pending} ${verbOf("pending", pending)}`;
  }
  return total === 1 ? "The check passes" : `All ${total} checks pass`;
}

function share(count: number, total: number): string {
  return total === 1 ? "The check" : `${count} of ${total} checks`;
}

function verbOf(status: Status, count: number): string {
  return count === 1 ? VERBS[status].one : VERBS[status].many;
}

function countOf(checks: readonly State[], status: Status): number {
  return checks.filter((check) => check.status === status).length;
}

/** Since the first of them took this status. */
function sinceOf(checks: readonly State[], status: Status, now: number): string {
  const times = checks.flatMap((check) =>
    check.status === status && check.since ? [Date.parse(check.since)] : [],
  );
  return times.length === 0 ? "" : `, since ${clockTime(Math.min(...times), now)}`;
}
