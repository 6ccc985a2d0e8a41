import { parseArgs } from "node:util";

export interface StartArguments {
  readonly config: string;
  readonly diagram: string;
  readonly port: number;
  /** The directory in which everything is kept between two starts. */
  readonly state: string;
  /** Seconds between two ticks of the scheduler. */
  readonly tick: number;
  readonly constellation: boolean;
  readonly help: boolean;
}

export const START_HELP = `npm start -- [--config FILE] [--diagram FILE] [--port 8787] [--state DIR] [--tick SECONDS] [--no-constellation]

Runs the service on this machine: the Worker in workerd, its scheduler, and a simulated ecosystem to observe.

  --config FILE        the configuration (config/config.toml)
  --diagram FILE       the drawing that its checks colour (config/diagram.svg)
  --port NUMBER        of the dashboard (8787), 0 for any free one; the constellation takes the next
  --state DIR          where results are kept (.state)
  --tick SECONDS       how often due checks run (60)
  --no-constellation   observe only what the configuration names

Variables come from the environment and from .dev.vars; the environment wins.
`;

const OPTIONS = {
  config: { type: "string", default: "config/config.toml" },
  diagram: { type: "string", default: "config/diagram.svg" },
  port: { type: "string", default: "8787" },
  state: { type: "string", default: ".state" },
  tick: { type: "string", default: "60" },
  constellation: { type: "boolean", default: true },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line of `npm start`. Throws a `TypeError` or `RangeError` for what it does not know. */
export function readStartArguments(args: readonly string[]): StartArguments {
  const values = parse(args);
  return {
    ...values,
    port: wholeNumber("--port", values.port, { min: 0, max: 65_535 }),
    tick: wholeNumber("--tick", values.tick, { min: 1, max: 3_600 }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowNegative: true }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot start: ${reason}`, { cause });
  }
}

function wholeNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new RangeError(`Cannot start: ${option} is "${text}", expected a whole number from ${min} to ${max}`);
}
