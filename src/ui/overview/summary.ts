import type { Status } from "../../outcome.ts";
import type { BoardAgent, BoardCheck } from "../../show/board_document.ts";
import { clockTime } from "../times.ts";
import { isSilenced, silentOf } from "./agents.ts";

const VERBS: Readonly<Record<Status, { one: string; many: string }>> = {
  failed: { one: "fails", many: "fail" },
  errored: { one: "cannot tell", many: "cannot tell" },
  stale: { one: "is out of date", many: "are out of date" },
  pending: { one: "has not run yet", many: "have not run yet" },
  passed: { one: "passes", many: "pass" },
};
const NAMES = new Intl.ListFormat("en");
const TROUBLES = ["failed", "errored", "stale"] as const satisfies Status[];

type State = Pick<BoardCheck, "status" | "since" | "agent">;

/** All that the sentence is about. */
export interface Whole {
  readonly checks: readonly State[];
  readonly agents: readonly BoardAgent[];
}

/**
 * The state of the whole in one sentence: "2 of 31 checks fail, since 14:02; 1 cannot tell". An agent that is silent
 * stands for its checks.
 */
export function sentenceOf({ checks, agents }: Whole, now: number): string {
  const total = checks.length;
  if (total === 0) return "No check is configured yet";
  const silent = silentOf(agents);
  const told = checks.filter((check) => !isSilenced(check, silent));
  const [first, ...rest] = TROUBLES.filter((status) => countOf(told, status) > 0);
  const silence = silent.length === 0 ? [] : [silenceOf(silent, now)];
  if (!first)
    return silence.length === 0
      ? quietSentence(checks)
      : `A${silence.join("").slice(1)}${waiting(checks, told)}`;
  const count = countOf(told, first);
  const others = rest.map((status) => `${countOf(told, status)} ${verbOf(status, countOf(told, status))}`);
  const main = `${share(count, total)} ${verbOf(first, count)}${sinceOf(told, first, now)}`;
  return [main, ...others, ...silence].join("; ");
}

/** "agent vpn has been silent since 14:02". */
function silenceOf(silent: readonly BoardAgent[], now: number): string {
  const names = NAMES.format(silent.map(({ name }) => name));
  const times = silent.flatMap(({ last_seen }) => (last_seen ? [Date.parse(last_seen)] : []));
  const since = times.length === 0 ? "" : ` since ${clockTime(Math.min(...times), now)}`;
  return `${silent.length === 1 ? "agent" : "agents"} ${names} ${silent.length === 1 ? "has" : "have"} been silent${since}`;
}

function waiting(checks: readonly State[], told: readonly State[]): string {
  const count = checks.length - told.length;
  if (count === 0) return "";
  return `; ${share(count, checks.length)} ${verbOf("stale", count)}`;
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
