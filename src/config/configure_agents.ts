import * as z from "zod";
import type { Secret } from "../run/redact.ts";
import { attempt } from "./attempt.ts";
import { variableSecrets } from "./config_secrets.ts";
import { Name } from "./entry.ts";
import { fillIn, type Variables } from "./filled_entry.ts";
import type { Problem } from "./problem.ts";
import { isTable } from "./toml.ts";

/** What stands under `[agents.NAME]`. */
const AgentEntry = z.strictObject({
  token_hashes: z
    .array(z.string().regex(/^[0-9a-f]{64}$/i, "expected the SHA-256 of a token, 64 hexadecimal digits"))
    .min(1, "expected one hash, or two while a token is replaced by the next")
    .max(2, "expected at most two hashes: the token, and the one that replaces it"),
});

/** Somebody who runs checks where the Worker cannot. */
export interface Agent {
  readonly name: string;
  /** SHA-256 of each token that is valid, in lower-case hexadecimal; none: it cannot be told from others. */
  readonly tokenHashes: readonly string[];
}

export interface ConfiguredAgents {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

const NOT_A_TABLE = "expected a table, as in [agents.vpn]";

/** Reads `[agents.NAME]`. One that is wrong has no valid token, and its checks are still its own. */
export function configureAgents(written: unknown, variables: Variables): ConfiguredAgents {
  if (!isTable(written)) {
    const problems = written === undefined ? [] : [{ path: ["agents"], message: NOT_A_TABLE }];
    return { agents: new Map(), problems, secrets: [] };
  }
  const all = Object.entries(written).map(([name, entry]) => configureOne(name, entry, variables));
  const agents = all.flatMap(({ agent }) => agent ?? []);
  return {
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    problems: [...all.flatMap(({ problems }) => problems), ...sharedTokens(agents)],
    secrets: all.flatMap(({ secrets }) => secrets),
  };
}

interface ConfiguredAgent {
  readonly agent?: Agent;
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

function configureOne(name: string, written: unknown, variables: Variables): ConfiguredAgent {
  const path = ["agents", name];
  const named = Name.safeParse(name);
  if (!named.success) {
    const problems = named.error.issues.map(({ message }) => ({ path, message: `bad name, ${message}` }));
    return { problems, secrets: [] };
  }
  if (!isTable(written)) {
    return { agent: { name, tokenHashes: [] }, problems: [{ path, message: NOT_A_TABLE }], secrets: [] };
  }
  const { table, used, problems: unset } = fillIn(written, variables);
  const known = Object.keys(AgentEntry.shape);
  const parsed = attempt(() => AgentEntry.parse(table), { path: [], input: table, noun: "key", known });
  // That a text with a `${NAME}` still in it does not fit is no further problem.
  const unfit = parsed.problems.filter(
    ({ path: at }) => !unset.some((cause) => cause.path.join() === at.join()),
  );
  const hashes = parsed.value?.token_hashes ?? [];
  return {
    agent: { name, tokenHashes: hashes.map((hash) => hash.toLowerCase()) },
    problems: [...unset, ...unfit].map((problem) => ({ ...problem, path: [...path, ...problem.path] })),
    secrets: variableSecrets(used),
  };
}

/** A token that is stolen from one agent must not open what is another's. */
function sharedTokens(agents: readonly Agent[]): Problem[] {
  return agents.flatMap(({ name, tokenHashes }, index) => {
    const others = agents.slice(0, index);
    const other = others.find((one) => one.tokenHashes.some((hash) => tokenHashes.includes(hash)));
    const message = `has the token of agent ${JSON.stringify(other?.name)}: each needs its own`;
    return other ? [{ path: ["agents", name, "token_hashes"], message }] : [];
  });
}
