import type { BoardAgent, BoardCheck } from "../../show/board_document.ts";

/** `agents` with those as silent that should have been heard of by `now`; the same array if there are none. */
export function expireAgents(agents: readonly BoardAgent[], now: number): readonly BoardAgent[] {
  if (!agents.some((agent) => isOverdue(agent, now))) return agents;
  return agents.map((agent) => (isOverdue(agent, now) ? { ...agent, state: "silent" } : agent));
}

function isOverdue({ state, silent_at }: BoardAgent, now: number): boolean {
  return state === "live" && silent_at !== null && Date.parse(silent_at) <= now;
}

/** The agents that were heard of, and are no more. */
export function silentOf(agents: readonly BoardAgent[]): readonly BoardAgent[] {
  return agents.filter(({ state }) => state === "silent");
}

/** Whether a check is out of date for no other reason than the silence of its agent: to say one is to say both. */
export function isSilenced(
  { status, agent }: Pick<BoardCheck, "status" | "agent">,
  silent: readonly BoardAgent[],
): boolean {
  return status === "stale" && silent.some(({ name }) => name === agent);
}
