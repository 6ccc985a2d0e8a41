import type { HelpArguments } from "./arguments.ts";

const CHECK = `npm run check -- [PROJECT] [CHECK] [--config FILE] [--agent NAME] [--json]

Runs checks on this machine: all of them, those of a project, or a single one.

  --config FILE   the configuration (config/config.toml)
  --agent NAME    also run the checks of this agent; otherwise only when named one by one
  --json          print what the service would answer, as JSON

Exit status: 0 all passed · 1 some failed · 2 some errored, or there was nothing to run them from.
Variables come from the environment and from .dev.vars; the environment wins.
`;

const VALIDATE = `npm run validate -- [FILE] [--allow-unset]

Tells everything that is wrong with a configuration (config/config.toml), with line and column.

  --allow-unset   variables may be without a value: for a machine that has no secrets

Exit status: 0 nothing is wrong · 1 something is · 2 the file could not be read.
Variables come from the environment and from .dev.vars; the environment wins.
`;

export function helpText(topic: HelpArguments["topic"]): string {
  if (topic === "check") return CHECK;
  if (topic === "validate") return VALIDATE;
  return `${CHECK}\n${VALIDATE}`;
}
