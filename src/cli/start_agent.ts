import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Terminal } from "./terminal.ts";

const START = fileURLToPath(new URL("../agent/start.js", import.meta.url));

/** The agent of the sample: who it is, and how the Worker knows it. */
export interface AgentIdentity {
  readonly name: string;
  readonly token: string;
  /** As the configuration has it. */
  readonly tokenHash: string;
}

export function createIdentity(): AgentIdentity {
  const token = randomBytes(24).toString("base64url");
  return { name: "vpn", token, tokenHash: createHash("sha256").update(token).digest("hex") };
}

export interface LocalAgentOptions {
  readonly identity: AgentIdentity;
  /** Of the Worker. */
  readonly url: string;
  /** The directory of all state. */
  readonly state: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Pick<Terminal, "warn">;
}

/** Starts a real agent. Returns what ends it in order. */
export function startLocalAgent(options: LocalAgentOptions): () => Promise<void> {
  const { identity, url, state, environment, terminal } = options;
  const { NO_PROXY = "" } = environment;
  const directory = join(state, "agents", identity.name);
  const child = spawn(
    process.execPath,
    [START, "--name", identity.name, "--url", url, "--state", directory],
    {
      env: {
        ...environment,
        POUCAVE_AGENT_TOKEN: identity.token,
        // Everything is on this machine.
        NO_PROXY: `${NO_PROXY},localhost,127.0.0.1`,
      },
      // Ctrl-C is for whoever started it; the channel ends it with its parent, however that ends.
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  let asked = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (status, signal) => {
      const how = signal === null ? `with status ${status}` : `by ${signal}`;
      if (!asked) terminal.warn(`The agent ${identity.name} has ended, ${how}\n`);
      resolve();
    });
  });
  return () => {
    asked = true;
    child.kill("SIGTERM");
    return ended;
  };
}
