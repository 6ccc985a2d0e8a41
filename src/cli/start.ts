// `npm start`: the whole service on this machine, and a small ecosystem for it to observe.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { startConstellation } from "../../test/constellation/mod.ts";
import { createIdentity, startLocalAgent } from "./start_agent.ts";
import { readStartArguments, START_HELP, type StartArguments } from "./start_arguments.ts";
import { greeting } from "./start_greeting.ts";
import { listenToKeys } from "./start_keyboard.ts";
import { runScheduler } from "./start_scheduler.ts";
import { followTransitions } from "./start_transitions.ts";
import { hasSampleAgent, needsConstellation, startVariables } from "./start_variables.ts";
import { applyMigrations, startLocalWorker } from "./start_worker.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

const DEV_VARS = ".dev.vars";
const BACKUP_CHECK = "/checks/jobs/backup";

const stop = new AbortController();
takeSignals();

process.exitCode = await main(process.argv.slice(2), createTerminal(process));
// The bundler and the runtime keep handles of their own open; everything of ours is closed by now.
process.exit();

/** Asked once, everything ends in order; asked twice, at once. */
function interrupt(): void {
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
}

/** The local runtime listens too, and would end the process before anything else has ended. */
function takeSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal).on(signal, interrupt);
  }
}

/** The one place where an exception becomes words and an exit status. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const parsed = readStartArguments(args);
    if (parsed.help) terminal.write(START_HELP);
    else await start(parsed, terminal);
    return 0;
  } catch (error) {
    const expected = error instanceof Error && error.message.startsWith("Cannot ");
    console.error(expected ? error.message : error);
    return 1;
  }
}

/** Resolves when it was told to stop and everything has ended. */
async function start(args: StartArguments, terminal: Terminal): Promise<void> {
  const [config, diagram] = await Promise.all([readText(args.config), readText(args.diagram)]);
  const observed = args.constellation && needsConstellation(config);
  const signal = stop.signal;
  await using stack = new AsyncDisposableStack();

  const constellation = observed ? await startConstellation({ port: args.port && args.port + 1 }) : undefined;
  stack.defer(async () => await constellation?.close());
  const environment = { ...(await devVars()), ...process.env };
  const identity = createIdentity();
  const { tick } = args;
  const variables = startVariables({ config, diagram, environment, tick, constellation, identity });
  const state = resolve(args.state);
  await applyMigrations(state);
  const { url, stop: stopWorker } = await startLocalWorker({ port: args.port, state, variables });
  stack.defer(stopWorker);
  takeSignals();
  constellation?.ping(url + BACKUP_CHECK, variables.BACKUP_TOKEN ?? "");
  const agent = constellation && hasSampleAgent(config, environment) ? identity.name : undefined;
  if (agent !== undefined) {
    const own = { ...environment, SIGNER: constellation?.signerUrl };
    stack.defer(startLocalAgent({ identity, url, state, environment: own, terminal }));
  }

  const keyboard = process.stdin.isTTY;
  const generatedSecret = environment.REFRESH_SECRET ? undefined : variables.REFRESH_SECRET;
  terminal.write(greeting({ ...args, url, constellation, agent, generatedSecret, keyboard }, terminal));
  const quit = () => stop.abort();
  if (keyboard) stack.defer(listenToKeys({ input: process.stdin, terminal, constellation, quit }));
  await Promise.all([
    runScheduler({ url, seconds: args.tick, terminal, signal }),
    followTransitions({ url, terminal, signal }),
  ]);
}

async function devVars(): Promise<NodeJS.Dict<string>> {
  return existsSync(DEV_VARS) ? parseEnv(await readText(DEV_VARS)) : {};
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read ${file}: ${reason}`, { cause });
  }
}
