import type { Status } from "../outcome.ts";

/** From what the eye must meet first to what may stay quiet. */
export const URGENCY = ["failed", "errored", "stale", "pending", "passed"] as const satisfies Status[];

/** For places that hold text alone, such as the title. */
export const SIGNS: Readonly<Record<Status, string>> = {
  passed: "●",
  failed: "▲",
  errored: "◆",
  stale: "◌",
  pending: "·",
};

/** Outlines within a circle of radius 1 around the origin, for marks in the page and in the diagram. */
export const SHAPES: Readonly<Record<Status, string>> = {
  passed: "M-.62 0a.62.62 0 1 0 1.24 0a.62.62 0 1 0-1.24 0z",
  failed: "M0-.98.98.78H-.98z",
  errored: "M0-1 1 0 0 1-1 0z",
  stale: "M-.7 0a.7.7 0 1 0 1.4 0a.7.7 0 1 0-1.4 0z",
  pending: "M-.28 0a.28.28 0 1 0 .56 0a.28.28 0 1 0-.56 0z",
};

/** The most urgent of `statuses`; "pending" where there are none. */
export function worstOf(statuses: readonly Status[]): Status {
  return URGENCY.find((status) => statuses.includes(status)) ?? "pending";
}

/** For sorting: what fails comes first. */
export function byUrgency(a: Status, b: Status): number {
  return URGENCY.indexOf(a) - URGENCY.indexOf(b);
}
