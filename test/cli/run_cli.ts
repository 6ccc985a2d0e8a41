import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Files in the working directory, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Interrupts as Ctrl-C does, once this resolves. */
  readonly interrupt?: Promise<unknown>;
}

/** Runs the command line as a user does, in a directory of its own. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const cwd = await mkdtemp(join(tmpdir(), "poucave-cli-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(cwd, name), text);

  const env = { PATH: process.env.PATH, ...options.env };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  options.interrupt?.then(() => child.kill("SIGINT"));
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.setEncoding("utf8").toArray(),
    child.stderr.setEncoding("utf8").toArray(),
    new Promise<number | null>((resolve, reject) => child.once("exit", resolve).once("error", reject)),
  ]);
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** A server for the time of one test; its URL, without a slash at the end. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== "object" || address === null) throw new TypeError("Cannot serve: no port");
  return address.port;
}
