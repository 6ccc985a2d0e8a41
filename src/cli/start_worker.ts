import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIG = join(ROOT, "wrangler.toml");
const MIGRATIONS = join(ROOT, "src/worker/migrations");
const WRANGLER = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
const QUIET_AND_OFFLINE = {
  WRANGLER_LOG: "error",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

export interface LocalWorkerOptions {
  readonly port: number;
  /** An absolute path. */
  readonly state: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface LocalWorker {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends workerd, and everything else that was started for it. */
  stop(): Promise<void>;
}

/**
 * Runs the Worker of wrangler.toml in workerd, with its state in a directory. Asks nothing of the internet. Throws if the
 * port is taken or the Worker does not compile.
 */
export async function startLocalWorker({ port, state, variables }: LocalWorkerOptions): Promise<LocalWorker> {
  await claim(port);
  // Read when wrangler is loaded.
  Object.assign(process.env, QUIET_AND_OFFLINE);
  const { unstable_startWorker } = await import("wrangler");
  const worker = await unstable_startWorker({
    config: CONFIG,
    bindings: Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, { type: "plain_text", value }]),
    ),
    dev: {
      server: { hostname: "127.0.0.1", port },
      inspector: false,
      logLevel: "error",
      persist: state,
      watch: false,
    },
  });
  await worker.ready;
  const url = await worker.url;
  return { url: url.origin, stop: () => worker.dispose() };
}

/** Brings the local database up to the migrations in src/worker/migrations, if there are any. Throws what wrangler said. */
export async function applyMigrations(state: string): Promise<void> {
  const files = existsSync(MIGRATIONS) ? await readdir(MIGRATIONS) : [];
  if (!files.some((file) => file.endsWith(".sql"))) return;
  const args = [WRANGLER, "d1", "migrations", "apply", "DB", "--local", "--persist-to", state];
  const env = { ...process.env, ...QUIET_AND_OFFLINE, CI: "true" };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot bring the database in ${state} up to date: ${reason}`, { cause });
  }
}

/** The runtime would wait for ever, and without a word, for a port that is taken. */
async function claim(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: Error) =>
      reject(new Error(`Cannot listen on port ${port}: ${cause.message}`, { cause }));
    server.once("error", refuse).listen(port, "127.0.0.1", resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
