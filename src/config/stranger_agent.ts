import { Name } from "./entry.ts";
import { suggestion } from "./nearest.ts";
import type { Problem } from "./problem.ts";

/** What is wrong with an agent's name that is none of `agents` (undefined: any will do): nobody would run its checks. */
export function strangerAgent(agent: unknown, agents: readonly string[] | undefined): Problem[] {
  const named = Name.safeParse(agent);
  if (!named.success || !agents || agents.includes(named.data)) return [];
  const hint = agents.length === 0 ? `: [agents.${named.data}] is missing` : suggestion(named.data, agents);
  return [{ path: ["agent"], message: `no agent ${JSON.stringify(agent)}${hint}` }];
}
