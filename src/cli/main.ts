// `npm run check` and `npm run validate`.
import { readArguments } from "./arguments.ts";
import { check } from "./check.ts";
import { helpText } from "./help.ts";
import { createTerminal, type Terminal } from "./terminal.ts";
import { validate } from "./validate.ts";

const interruption = new AbortController();
// Once: a second Ctrl-C ends the process as it does everywhere.
process.once("SIGINT", () => interruption.abort());
// `npm run check | head`: whoever read us has left.
process.stdout.on("error", () => process.exit(2));

const terminal = createTerminal(process);
process.exitCode = await main(process.argv.slice(2), terminal);
// A request that was given up may hold its connection for seconds.
if (interruption.signal.aborted) process.exit();

/** The one place where an exception becomes words and an exit status. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    const expected = error instanceof Error && error.message.startsWith("Cannot ");
    console.error(expected ? error.message : error);
    return 2;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = readArguments(args);
  switch (parsed.command) {
    case "check":
      return await check(parsed, terminal, interruption.signal);
    case "validate":
      return await validate(parsed, terminal);
    case "help":
      terminal.write(helpText(parsed.topic));
      return 0;
  }
}
