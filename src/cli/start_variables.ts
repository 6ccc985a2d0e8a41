import { randomBytes } from "node:crypto";
import type { Constellation } from "../../test/constellation/mod.ts";
import { Variables } from "../config/variables.ts";
import type { AgentIdentity } from "./start_agent.ts";

export interface Given {
  /** The text of the configuration, and of the diagram. */
  readonly config: string;
  readonly diagram: string;
  /** `.dev.vars`, and above it the process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Seconds between two ticks. */
  readonly tick: number;
  readonly constellation: Constellation | undefined;
  /** Of the agent that comes with the constellation. */
  readonly identity: AgentIdentity;
}

const TOKEN_HASH = "AGENT_VPN_TOKEN_HASH";

/** The variables of the local Worker: those of the environment that it may use, and what the constellation needs. */
export function startVariables({
  config,
  diagram,
  environment,
  tick,
  constellation,
  identity,
}: Given): Record<string, string> {
  const names = new Set([...Object.keys(Variables.shape), ...mentioned(config)]);
  const own = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return names.has(name) && value !== undefined;
  });
  return {
    ENV_NAME: "local",
    REFRESH_SECRET: randomBytes(12).toString("hex"),
    // What is fresh for longer than a tick would not run at each: changes would show late.
    DEFAULT_TTL: String(Math.min(tick, 60)),
    ...(constellation && { ...constellationVariables(constellation), [TOKEN_HASH]: identity.tokenHash }),
    ...Object.fromEntries(own),
    TICK_SECONDS: String(tick),
    CONFIG: config,
    DIAGRAM: diagram,
  };
}

/** Whether the configuration observes the constellation at all. */
export function needsConstellation(config: string): boolean {
  return mentioned(config).some((name) => name.startsWith("CONSTELLATION"));
}

/** Whether the configuration has the agent of the sample, and nobody runs it already. */
export function hasSampleAgent(config: string, environment: Given["environment"]): boolean {
  return mentioned(config).includes(TOKEN_HASH) && !environment[TOKEN_HASH];
}

function constellationVariables({ url, tlsUrl, origins }: Constellation): Record<string, string> {
  return {
    SERVICE_TITLE: "The almanac",
    CONSTELLATION: url,
    CONSTELLATION_TLS: tlsUrl,
    BACKUP_TOKEN: randomBytes(12).toString("hex"),
    REQUESTS_ORIGINS: JSON.stringify(origins),
  };
}

/** The names that a configuration refers to as `${NAME}`. */
function mentioned(config: string): string[] {
  return [...config.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}
