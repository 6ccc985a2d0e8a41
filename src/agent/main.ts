// An agent: `npm run agent`. Started by start.js, which knows that this Node can run it.
import { setGlobalProxyFromEnv } from "node:http";
import { resolve } from "node:path";
import { type AgentArguments, HELP, readAgentArguments } from "./arguments.ts";
import { missingCapabilities } from "./capabilities.ts";
import { createAgent } from "./create_agent.ts";
import { doctor } from "./doctor.ts";
import { takeEnvironment, workerUrl } from "./environment.ts";
import { lockDirectory } from "./lock.ts";

const stop = new AbortController();
let failure: unknown;

process.exitCode = await main(process.argv.slice(2));
// A check that was given up may hold a connection for long.
process.exit();

/** The one place where an exception becomes words and an exit status. */
async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(readAgentArguments(args));
  } catch (error) {
    const expected = error instanceof Error && error.message.startsWith("Cannot ");
    console.error(expected ? error.message : error);
    return 2;
  }
}

async function dispatch(args: AgentArguments): Promise<number> {
  switch (args.command) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "doctor":
      return await doctor(args, process.env, (line) => process.stdout.write(`${line}\n`));
    case "run":
      return await run(args);
  }
}

async function run(args: AgentArguments): Promise<number> {
  const environment = takeEnvironment(process.env);
  const url = workerUrl(args.url);
  const directory = resolve(args.state);
  using _ = lockDirectory(directory);
  // HTTPS_PROXY, HTTP_PROXY and NO_PROXY, for the Worker as for checks.
  setGlobalProxyFromEnv();
  takeSignals();
  const missing = await missingCapabilities();
  const { agent, spool, log } = createAgent({
    ...{ name: args.name, url, directory, environment, missing },
    spoolBytes: args.megabytes * 1024 * 1024,
    write: (line) => process.stdout.write(line),
    broken(error) {
      failure ??= error;
      stop.abort();
    },
  });
  log({ message: "agent started", agent: args.name, url, node: process.version, waiting: spool.waiting });
  const sent = args.once ? await agent.once(stop.signal) : await agent.run(stop.signal);
  if (failure) throw failure;
  log({ message: "agent stopped", waiting: spool.waiting, dropped: spool.dropped });
  return args.once && !sent ? 1 : 0;
}

/** Asked once, everything ends in order; asked twice, at once. */
function takeSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  }
  // A parent that started it with a channel, and has gone.
  process.on("disconnect", () => stop.abort());
}
