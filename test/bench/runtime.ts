import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare, type MiniflareOptions } from "miniflare";

export interface Runtime {
  readonly url: URL;
  readonly tick: () => Promise<unknown>;
  readonly metrics: () => Promise<string>;
  /** CPU time that workerd has used so far, in milliseconds. */
  readonly cpuMs: () => number;
  /** Resident memory of workerd, in MiB. */
  readonly memory: Memory;
  readonly stop: () => Promise<void>;
}

export interface Memory {
  /** Forgets what was used so far. Returns what is used now. */
  readonly resetPeak: () => number;
  /** The most that was used since then. */
  readonly peak: () => number;
}

const MIGRATIONS = "src/worker/migrations";

// Those of wrangler.toml.
const BINDINGS = {
  d1Databases: ["DB"],
  durableObjects: {
    LOOKOUT: { className: "Lookout", useSQLite: true },
    BOARD: { className: "Board", useSQLite: true },
  },
};

/** The bundle that `wrangler deploy` would upload. */
export function bundle(configPath: string): { folder: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "poucave-bench-"));
  const wrangler = "node_modules/wrangler/bin/wrangler.js";
  const args = [wrangler, "deploy", "--dry-run", "--outdir", folder, "--config", configPath];
  execFileSync(process.execPath, args, { stdio: "ignore" });
  return { folder, files: readdirSync(folder).filter((file) => !/\.map$|\.md$/.test(file)) };
}

/** Runs a bundle in workerd with nothing between its socket and the Worker but the runtime's own entry. */
export async function startRuntime(
  configPath: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Runtime> {
  const { folder, files } = bundle(configPath);
  const bindings = configPath === "wrangler.toml" ? BINDINGS : {};
  const before = workerdProcesses();
  const miniflare = new Miniflare(options({ folder, files, variables, bindings }));
  const url = await miniflare.ready;
  const own = workerdProcesses().filter((pid) => !before.includes(pid));
  const worker = await miniflare.getWorker();
  if (bindings === BINDINGS) await applyMigrations(miniflare);
  return {
    url,
    tick: () => worker.scheduled({ cron: "* * * * *" }),
    metrics: async () => await (await fetch(new URL("/__metrics__", url))).text(),
    cpuMs: () => own.map(cpuMsOf).reduce((sum, ms) => sum + ms, 0),
    memory: memoryOf(own),
    async stop() {
      await miniflare.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}

async function applyMigrations(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database("DB");
  for (const file of readdirSync(MIGRATIONS).toSorted()) {
    const text = readFileSync(join(MIGRATIONS, file), "utf8").replace(/--.*$/gm, "");
    for (const statement of text.split(";").filter((part) => part.trim() !== "")) {
      await database.prepare(statement).run();
    }
  }
}

interface Bundle {
  readonly folder: string;
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly bindings: Partial<typeof BINDINGS>;
}

function options({ folder, files, variables, bindings }: Bundle): MiniflareOptions {
  const main = files.find((file) => file.endsWith(".js")) ?? "";
  const texts = files.filter((file) => file !== main);
  return convertV4MiniflareOptions({
    name: "worker",
    compatibilityDate: "2026-10-20",
    compatibilityFlags: ["nodejs_compat"],
    modules: [
      {
        type: "ESModule" as const,
        path: join(folder, main),
        contents: readFileSync(join(folder, main), "utf8"),
      },
      ...texts.map((file) => ({
        type: "Text" as const,
        path: join(folder, file),
        contents: readFileSync(join(folder, file), "utf8"),
      })),
    ],
    modulesRoot: folder,
    // The Worker logs a line a run: they would hide the table.
    handleStructuredLogs: () => {},
    bindings: { ...variables },
    ...bindings,
  });
}

function workerdProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandOf(name).includes("workerd"))
    .map(Number);
}

/** A process may end while it is looked at. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
}

/** Of proc(5): `VmHWM` is the peak of the resident set `VmRSS`, and 5 in `clear_refs` sets it back. */
function memoryOf(pids: readonly number[]): Memory {
  const read = (field: string) => {
    const sizes = pids.map((pid) => new RegExp(`${field}:\\s+(\\d+) kB`).exec(statusOf(pid))?.[1]);
    return sizes.reduce((sum, kib) => sum + Number(kib), 0) / 1024;
  };
  return {
    resetPeak() {
      for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, "5");
      return read("VmRSS");
    },
    peak: () => read("VmHWM"),
  };
}

function statusOf(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, "utf8");
}

/** User and system time of proc(5), in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
