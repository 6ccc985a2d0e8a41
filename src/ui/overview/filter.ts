import type { BoardCheck } from "../../show/board_document.ts";

/** Which checks are shown. Empty means all. */
export interface Filter {
  /** Words that must all occur, in any case. */
  readonly text: string;
  readonly project: string;
  readonly tag: string;
  readonly status: string;
  /** An agent, or `WORKER`. */
  readonly agent: string;
}

/** Stands for "no agent" in the address; no agent is called so. */
export const WORKER = "-";
export const NO_FILTER: Filter = { text: "", project: "", tag: "", status: "", agent: "" };

export function filterFrom(search: string): Filter {
  const query = new URLSearchParams(search);
  const textOf = (name: string) => query.get(name) ?? "";
  return {
    text: textOf("q"),
    project: textOf("project"),
    tag: textOf("tag"),
    status: textOf("status"),
    agent: textOf("agent"),
  };
}

/** `search` with this filter in it; what else stands there stays. Empty, or with its question mark. */
export function searchOf({ text, ...others }: Filter, search = ""): string {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ q: text, ...others })) {
    if (value === "") query.delete(name);
    else query.set(name, value);
  }
  return query.size === 0 ? "" : `?${query}`;
}

export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((value) => value.trim() !== "");
}

export function select(checks: readonly BoardCheck[], filter: Filter): readonly BoardCheck[] {
  if (!isFiltering(filter)) return checks;
  const words = filter.text.toLowerCase().split(/\s+/);
  return checks.filter(
    (check) => fits(check, filter) && words.every((word) => wordsOf(check).includes(word)),
  );
}

function fits(check: BoardCheck, { project, tag, status, agent }: Filter): boolean {
  if (project !== "" && check.project !== project) return false;
  if (tag !== "" && !check.tags.includes(tag)) return false;
  if (status !== "" && check.status !== status) return false;
  return agent === "" || (check.agent ?? WORKER) === agent;
}

function wordsOf({ project, name, description, summary, module, tags }: BoardCheck): string {
  return `${project}/${name} ${description} ${module} ${tags.join(" ")} ${summary}`.toLowerCase();
}
