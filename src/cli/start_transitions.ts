import { setInterval as every } from "node:timers/promises";
import type { Status } from "../outcome.ts";
import { type BoardCheck, BoardDocument } from "../show/board_document.ts";
import { printableLine } from "./printable.ts";
import type { Style, Terminal } from "./terminal.ts";

const POLL_MS = 1_000;
const SUMMARY_CHARACTERS = 100;

const LOOKS: Record<Status, { readonly mark: string; readonly style: Style }> = {
  passed: { mark: "●", style: "green" },
  failed: { mark: "▲", style: "red" },
  errored: { mark: "◆", style: "yellow" },
  stale: { mark: "◌", style: "dim" },
  pending: { mark: "·", style: "dim" },
};

export interface FollowOptions {
  /** Of the Worker, without a slash at the end. */
  readonly url: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Writes a line for each check that changes its status, until `signal` ends it. */
export async function followTransitions({ url, terminal, signal }: FollowOptions): Promise<void> {
  const shown = new Map<string, Status>();
  try {
    for await (const _ of every(POLL_MS, undefined, { signal })) {
      const response = await fetch(`${url}/board`, { signal });
      if (!response.ok) continue;
      const { checks } = BoardDocument.parse(await response.json());
      for (const check of transitions(checks, shown)) terminal.write(transitionLine(check, terminal));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The checks whose status is not the one that was shown last. */
export function transitions(checks: readonly BoardCheck[], shown: Map<string, Status>): BoardCheck[] {
  const changed = checks.filter(({ project, name, status }) => {
    return status !== (shown.get(`${project}/${name}`) ?? "pending");
  });
  for (const { project, name, status } of changed) shown.set(`${project}/${name}`, status);
  return changed;
}

/** `19:04:10  ▲ cdn/age  failed  3605` */
export function transitionLine(check: BoardCheck, { paint }: Pick<Terminal, "paint">): string {
  const { mark, style } = LOOKS[check.status];
  const time = (check.since ?? check.datetime ?? "").slice(11, 19);
  const id = `${check.project}/${check.name}`.padEnd(28);
  const summary = isGood(check.status) ? "" : printableLine(check.summary).slice(0, SUMMARY_CHARACTERS);
  const line = `${paint("dim", time)}  ${paint(style, `${mark} ${id} ${check.status}`)}  ${summary}`;
  return `${line.trimEnd()}\n`;
}

function isGood(status: Status): boolean {
  return status === "passed" || status === "pending";
}
