import { setGlobalProxyFromEnv } from "node:http";
import { resolve } from "node:path";
import { checks } from "../../checks/mod.ts";
import { type Assignment, MAX_SKEW_MS } from "../agent_protocol.ts";
import { loadSettings } from "../settings.ts";
import type { AgentArguments } from "./arguments.ts";
import { missingCapabilities } from "./capabilities.ts";
import { examineCurl, examineState } from "./doctor_machine.ts";
import { examineNetwork, proxyFor } from "./doctor_network.ts";
import { type Environment, takeEnvironment, workerUrl } from "./environment.ts";
import { type Finding, fine, problem, renderFinding } from "./finding.ts";
import { wordsOf } from "./log.ts";
import { createWorkerClient } from "./worker_client.ts";
import { createWorkload } from "./workload.ts";

// Shorter is what the network takes.
const WORTH_TELLING_MS = 5_000;

const EVERY = new AbortController().signal;

/** Writes a line for everything that an agent needs. Returns the exit status: 1 where something is wrong. */
export async function doctor(
  args: AgentArguments,
  environment: NodeJS.ProcessEnv,
  write: (line: string) => void,
): Promise<number> {
  let well = true;
  for await (const finding of examine(args, environment)) {
    well &&= finding.ok;
    write(renderFinding(finding));
  }
  return well ? 0 : 1;
}

/** From the machine to the Worker: what comes later rests on what comes before. */
async function* examine(args: AgentArguments, variables: NodeJS.ProcessEnv): AsyncGenerator<Finding> {
  yield fine("Node", process.version);
  yield examineState(resolve(args.state), args.megabytes);
  yield await examineCurl(variables.CURL_BINARY_PATH ?? "curl");
  const environment = attempt("environment", () => takeEnvironment(variables));
  const url = attempt("--url", () => workerUrl(args.url));
  if ("ok" in environment) yield environment;
  if ("ok" in url) yield url;
  if ("ok" in environment || "ok" in url) return;
  yield* examineSettings(environment.value);

  const network = await examineNetwork(new URL(url.value), proxyFor(new URL(url.value), variables));
  yield* network;
  if (network.some(({ ok }) => !ok)) return;
  setGlobalProxyFromEnv();
  yield* examineAssignment({ name: args.name, url: url.value, environment: environment.value });
}

function* examineSettings({ variables }: Environment): Generator<Finding> {
  const { problems } = loadSettings(variables);
  for (const text of problems) yield problem("environment", `${text}; until then its default holds`);
  if (problems.length === 0) yield fine("environment", "a token, and settings that fit");
}

interface Asking {
  readonly name: string;
  readonly url: string;
  readonly environment: Environment;
}

async function* examineAssignment({ name, url, environment }: Asking): AsyncGenerator<Finding> {
  const client = createWorkerClient({ url, name, token: environment.token });
  try {
    const answer = await client.assignment({ etag: "", wait: 0, signal: EVERY });
    if (answer.status !== "new") {
      const why = answer.status === "refused" ? answer.why : "it has nothing to tell";
      yield problem("token", why);
      return;
    }
    yield fine("token", `the Worker knows the agent ${name} by it`);
    yield examineClock(answer.assignment.now - Date.now());
    yield* await examineChecks(answer.assignment, environment);
  } catch (error) {
    yield problem("Worker", `${wordsOf(error)}: is this the Worker, and does a proxy stand before it?`);
  }
}

function examineClock(aheadMs: number): Finding {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const difference = `${seconds} s ${aheadMs > 0 ? "behind" : "ahead of"} the Worker's`;
  if (Math.abs(aheadMs) > MAX_SKEW_MS)
    return problem(
      "clock",
      `it is ${difference}, which refuses all that is sent: set it, and keep it by NTP`,
    );
  return fine("clock", Math.abs(aheadMs) < WORTH_TELLING_MS ? "as the Worker's" : `${difference}`);
}

async function examineChecks(assignment: Assignment, { variables }: Environment): Promise<Finding[]> {
  const missing = await missingCapabilities();
  const { cannotRun } = createWorkload(assignment, { checks, variables, secrets: [], missing });
  const count = assignment.checks.length - cannotRun.length;
  const runnable = `${count} of ${assignment.checks.length} can be run`;
  return [
    assignment.checks.length === 0
      ? problem("checks", `none has agent = "${assignment.agent}": add one to the configuration`)
      : fine("checks", runnable),
    ...cannotRun.map(({ check, why }) => problem(check, helpful(why))),
  ];
}

/** What to do stands in most reasons already. */
function helpful(why: string): string {
  if (/variable "\w+" is not set/.test(why)) return `${why}: set it in the environment of the agent`;
  if (why.includes("no module"))
    return `${why}: install the version of the Worker here, or correct the configuration`;
  return why;
}

function attempt<T>(what: string, read: () => T): { readonly value: T } | Finding {
  try {
    return { value: read() };
  } catch (error) {
    return problem(what, wordsOf(error).replace(/^Cannot start: /, ""));
  }
}
