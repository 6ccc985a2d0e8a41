import { checks } from "../../checks/mod.ts";
import packageJson from "../../package.json" with { type: "json" };
import type { Batch } from "../agent_protocol.ts";
import type { Capability } from "../check.ts";
import { loadSettings } from "../settings.ts";
import { Agent } from "./agent.ts";
import { AssignmentWatch } from "./assignment_watch.ts";
import { Contact } from "./contact.ts";
import { type Environment, TOKEN_VARIABLE } from "./environment.ts";
import { nodeHost } from "./host.ts";
import { createLog, type Log } from "./log.ts";
import { Pusher } from "./push.ts";
import { Runs } from "./runs.ts";
import { Spool } from "./spool.ts";
import { openStore } from "./store.ts";
import { createWorkerClient } from "./worker_client.ts";
import { createWorkload, type Workload } from "./workload.ts";

/** An outcome has a few hundred bytes: so many are some hundred megabytes. */
const MAX_SPOOLED = 1_000_000;

// As many as a batch may name.
const MAX_CANNOT_RUN = 1_000;

export interface AgentOptions {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  /** Its own, for as long as it runs. */
  readonly directory: string;
  readonly spoolBytes: number;
  readonly environment: Environment;
  /** What checks cannot have here, and why. */
  readonly missing: Partial<Readonly<Record<Capability, string>>>;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
  /** It cannot go on. */
  readonly broken: (error: unknown) => void;
}

export interface CreatedAgent {
  readonly agent: Agent;
  readonly spool: Spool;
  readonly log: Log;
}

/** Puts an agent together, with what it kept from its last life. Asks nobody yet. */
export function createAgent(options: AgentOptions): CreatedAgent {
  const { name, url, directory, environment, missing, broken } = options;
  const { settings, problems } = loadSettings(environment.variables);
  const secrets = [...settings.secrets, { value: environment.token, label: `[${TOKEN_VARIABLE}]` }];
  const configuring = { checks, variables: environment.variables, secrets, missing };
  const nothing = createWorkload(undefined, configuring);

  let workload = nothing;
  const log = createLog((data) => workload.redact(data), options.write);
  const contact = (what: string) => new Contact({ what, log, random: Math.random });
  const client = createWorkerClient({ url, name, token: environment.token });
  const spool = new Spool(openStore(directory, log), { results: MAX_SPOOLED, bytes: options.spoolBytes });
  const describe = describer(() => workload);
  const agent: Agent = new Agent(nothing, {
    watch: new AssignmentWatch({
      url,
      name,
      directory,
      client,
      log,
      contact: contact("assignment"),
      changed: (assignment) => agent.take(assignment),
    }),
    runs: new Runs(nothing, {
      host: nodeHost({ name: `the agent ${name}`, log }),
      http: settings.http,
      spool,
      log,
      broken,
      told: (news) => agent.told(news),
      left: () => agent.wake(),
    }),
    pusher: new Pusher({ client, spool, describe, contact: contact("push"), log }),
    workloadOf(assignment) {
      workload = createWorkload(assignment, configuring);
      return workload;
    },
    log,
    now: Date.now,
  });
  for (const problem of problems) log({ message: "setting not used", why: problem });
  return { agent, spool, log };
}

function describer(workload: () => Workload): () => Omit<Batch["agent"], "backlog" | "dropped"> {
  const startedAt = Date.now();
  return () => ({
    version: packageJson.version,
    started_at: startedAt,
    configuration: workload().configuration,
    cannot_run: workload().cannotRun.slice(0, MAX_CANNOT_RUN),
  });
}
