import { createHash, timingSafeEqual } from "node:crypto";
import { Name } from "../../config/entry.ts";
import type { AgentConfig } from "../../config.ts";

// No token has this hash: compared where an agent has fewer than two, so that all take the same time.
const NOBODY = "0".repeat(64);

export interface Caller {
  readonly name: string;
  /** The header `Authorization`. */
  readonly authorization: string | undefined;
}

/** The agent that calls; undefined: somebody else. Who is refused, and why, is in the log; nobody is told why. */
export function agentFor(
  { name, authorization }: Caller,
  agents: ReadonlyMap<string, AgentConfig>,
): AgentConfig | undefined {
  const agent = agents.get(name);
  const [, token = ""] = /^Bearer +(.*\S)/i.exec(authorization ?? "") ?? [];
  const valid = isToken(token, agent?.tokenHashes ?? []);
  if (agent && valid) return agent;
  const reason = agent ? reasonFor(authorization, token) : "no such agent is configured";
  // What is no name may be anything, a token in the wrong place included.
  console.warn({ message: "Refused an agent", agent: Name.safeParse(name).data ?? "(not a name)", reason });
  return undefined;
}

function reasonFor(authorization: string | undefined, token: string): string {
  if (authorization === undefined) return "it sent no token";
  return token === "" ? "it sent no bearer token" : "its token is none of the configured ones";
}

/** Whether a token has one of the hashes: always as many comparisons, and each in constant time. */
function isToken(token: string, hashes: readonly string[]): boolean {
  const own = createHash("sha256").update(token).digest();
  const both = [...hashes, NOBODY, NOBODY].slice(0, 2);
  return both.map((hash) => timingSafeEqual(own, Buffer.from(hash, "hex"))).includes(true);
}
