import { type ParseArgsConfig, parseArgs } from "node:util";

const DEFAULT_CONFIG = "config/config.toml";

export interface CheckArguments {
  readonly command: "check";
  readonly config: string;
  readonly json: boolean;
  readonly project: string | undefined;
  readonly name: string | undefined;
  /** Runs the checks of this agent too. */
  readonly agent: string | undefined;
}

export interface ValidateArguments {
  readonly command: "validate";
  readonly file: string;
  readonly allowUnset: boolean;
}

export interface HelpArguments {
  readonly command: "help";
  readonly topic: "check" | "validate" | undefined;
}

export type Arguments = CheckArguments | ValidateArguments | HelpArguments;

/** Reads the command line. Throws a `TypeError` for what it does not know. */
export function readArguments([command, ...rest]: readonly string[]): Arguments {
  if (command === "check") return readCheck(rest);
  if (command === "validate") return readValidate(rest);
  if (command === "--help" || command === "-h") return { command: "help", topic: undefined };
  const given = command === undefined ? "no command given" : `no command ${JSON.stringify(command)}`;
  throw new TypeError(`Cannot start: ${given}, known are check and validate`);
}

function readCheck(args: string[]): Arguments {
  const options = {
    help: { type: "boolean", short: "h", default: false },
    config: { type: "string", default: DEFAULT_CONFIG },
    json: { type: "boolean", default: false },
    agent: { type: "string" },
  } as const;
  const { values, positionals } = parse({ args, options, allowPositionals: true });
  if (values.help) return { command: "help", topic: "check" };
  const [project, name] = atMost(2, positionals);
  return { command: "check", config: values.config, json: values.json, agent: values.agent, project, name };
}

function readValidate(args: string[]): Arguments {
  const options = {
    help: { type: "boolean", short: "h", default: false },
    "allow-unset": { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parse({ args, options, allowPositionals: true });
  if (values.help) return { command: "help", topic: "validate" };
  const [file = DEFAULT_CONFIG] = atMost(1, positionals);
  return { command: "validate", file, allowUnset: values["allow-unset"] };
}

function parse<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot start: ${reason}`, { cause });
  }
}

function atMost(count: number, positionals: readonly string[]): readonly string[] {
  const extra = positionals[count];
  if (extra !== undefined)
    throw new TypeError(`Cannot start: one argument too many, ${JSON.stringify(extra)}`);
  return positionals;
}
