import { join } from "node:path";
import { parseArgs } from "node:util";
import { Name } from "../config/entry.ts";

export interface AgentArguments {
  readonly command: "run" | "doctor" | "help";
  readonly name: string;
  readonly url: string;
  /** The directory of what must last. */
  readonly state: string;
  /** How large the spool may be. */
  readonly megabytes: number;
  readonly once: boolean;
}

export const HELP = `npm run agent -- --name NAME --url URL [--state DIR] [--spool MEGABYTES] [--once]
npm run agent -- doctor --name NAME --url URL [--state DIR] [--spool MEGABYTES]

Runs the checks that have agent = "NAME", and sends what they find to the Worker at URL. Nothing listens.

  --name NAME         as in [agents.NAME] of the configuration
  --url URL           of the Worker: https://…, or http:// on this machine
  --state DIR         where outcomes wait to be sent (.state/agents/NAME)
  --spool MEGABYTES   how much may wait, the oldest goes first (256)
  --once              runs each check once, sends, and ends: for a cron job
  doctor              tells what is wrong, and what to do about it

The token is read from POUCAVE_AGENT_TOKEN, the values of \${…} in the configuration from the environment too.
Exit status: 0 all was sent, or nothing is wrong · 1 not all was sent, or something is wrong · 2 it could not start.
`;

const OPTIONS = {
  name: { type: "string" },
  url: { type: "string" },
  state: { type: "string" },
  spool: { type: "string", default: "256" },
  once: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line of an agent. Throws a `TypeError` or `RangeError` for what it does not know. */
export function readAgentArguments(args: readonly string[]): AgentArguments {
  const { values, positionals } = parse(args);
  const [first, extra] = positionals;
  if (extra !== undefined || (first !== undefined && first !== "doctor")) {
    throw new TypeError(`Cannot start: no command ${JSON.stringify(extra ?? first)}, there is only doctor`);
  }
  const { name = "", url = "", once } = values;
  const command = values.help ? "help" : first === undefined ? "run" : "doctor";
  if (command !== "help" && !Name.safeParse(name).success)
    throw new TypeError("Cannot start: --name NAME is missing, as in [agents.NAME] of the configuration");
  if (command !== "help" && url === "")
    throw new TypeError("Cannot start: --url URL of the Worker is missing");
  const state = values.state ?? join(".state", "agents", name);
  return { command, name, url, state, once, megabytes: wholeNumber(values.spool) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot start: ${reason}`, { cause });
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 100_000) return value;
  throw new RangeError(`Cannot start: --spool is "${text}", expected whole megabytes from 1 to 100000`);
}
