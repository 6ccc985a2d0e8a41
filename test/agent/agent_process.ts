import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { TOKEN } from "./fake_worker.ts";

const START = fileURLToPath(new URL("../../src/agent/start.js", import.meta.url));

/** A real agent, running. */
export interface AgentProcess {
  readonly child: ChildProcess;
  /** Its log, and what it said beside it. */
  output(): string;
  /** Its exit status, once it has ended; null: it was killed. */
  readonly ended: Promise<number | null>;
}

export interface AgentProcessOptions {
  readonly url: string;
  readonly state: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function startAgent({ url, state, args = [], env = {} }: AgentProcessOptions): AgentProcess {
  const given = [...args, "--name", "vpn", "--url", url, "--state", state];
  const child = spawn(process.execPath, [START, ...given], {
    env: { PATH: process.env.PATH, POUCAVE_AGENT_TOKEN: TOKEN, REQUESTS_MAX_RETRIES: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output: () => text, ended };
}

/** A directory for the time of one test. */
export async function stateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "poucave-agent-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The first value that is `right`; vitest's own time limit ends the search. */
export async function until<T>(look: () => T | Promise<T>, right: (value: T) => boolean): Promise<T> {
  for (let value = await look(); ; value = await look()) {
    if (right(value)) return value;
    await pause(20);
  }
}
