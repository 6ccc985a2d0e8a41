import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export const SECRET = "refresh-secret";

/** The real Worker in workerd, as `npm start` runs it: a process that can be killed, with files that can be looked at. */
export interface LocalWorker {
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** Ends everything at once, as a power cut does. */
  kill(): Promise<void>;
}

export interface LocalWorkerOptions {
  readonly config: string;
  readonly port: number;
  readonly state: string;
}

export function localWorker({ config, port, state }: LocalWorkerOptions): LocalWorker {
  const args = [
    "src/cli/start.ts",
    "--config",
    config,
    "--port",
    String(port),
    "--state",
    state,
    "--tick",
    "2",
  ];
  let child: ChildProcess | undefined;
  return {
    async start() {
      const env = { ...process.env, REFRESH_SECRET: SECRET, BUGTRACKER_URL: "http://127.0.0.1:9" };
      child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
      const { stdout } = child;
      await new Promise<void>((resolve, reject) => {
        child?.once("exit", (status) => reject(new Error(`Cannot start the Worker: status ${status}`)));
        stdout?.setEncoding("utf8").on("data", (text: string) => text.includes("dashboard") && resolve());
      });
    },
    async kill() {
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      for (const pid of familyOf(child?.pid ?? 0).toReversed()) process.kill(pid, "SIGKILL");
      await ended;
    },
  };
}

/** How often each check ran, by its key. */
export type Runs = Readonly<Record<string, number>>;

/** What the database has. */
export function runsInDatabase(state: string): Runs {
  return summed(
    openAll(state, "hours").flatMap((database) => {
      const rows = database.prepare("SELECT check_key, runs FROM hours").all();
      database.close();
      return rows.map(({ check_key, runs }): [string, number] => [String(check_key), Number(runs)]);
    }),
  );
}

/** What lasts in the Lookouts. Only while the Worker is dead: what is about to be handed over is in neither. */
export function runsInLookouts(state: string): Runs {
  return summed(
    openAll(state, "journal").flatMap((database) => {
      const [last] = database.prepare("SELECT body FROM journal ORDER BY number DESC LIMIT 1").all();
      database.close();
      const { hours }: { hours: { check_key: string; runs: number }[] } = JSON.parse(String(last?.body));
      return hours.map(({ check_key, runs }): [string, number] => [check_key, runs]);
    }),
  );
}

/** The sums by key; those of `less` are taken away. */
export function summed(runs: readonly [string, number][], less: Runs = {}): Runs {
  const sums = new Map<string, number>();
  for (const [key, count] of runs) sums.set(key, (sums.get(key) ?? 0) + count);
  for (const [key, count] of Object.entries(less)) sums.set(key, (sums.get(key) ?? 0) - count);
  return Object.fromEntries([...sums].filter(([, count]) => count !== 0).sort());
}

/** Makes the hours that last in Lookouts older, so that they are over when the Worker lives again. */
export function ageHours(state: string, hours: number): void {
  for (const database of openAll(state, "journal")) {
    for (const { slot, body } of database.prepare("SELECT slot, body FROM journal").all()) {
      const row = JSON.parse(String(body));
      for (const hour of row.hours) {
        hour.opened -= hours * 3_600_000;
        hour.first_at -= hours * 3_600;
        hour.last_at -= hours * 3_600;
      }
      database.prepare("UPDATE journal SET body = ? WHERE slot = ?").run(JSON.stringify(row), slot ?? 0);
    }
    database.close();
  }
}

/** The files of workerd's storage that have this table. */
function openAll(state: string, table: string): DatabaseSync[] {
  const files = readdirSync(state, { recursive: true, encoding: "utf8" });
  const databases = files
    .filter((file) => file.endsWith(".sqlite"))
    .map((file) => new DatabaseSync(join(state, file), { timeout: 5_000 }));
  return databases.filter((database) => {
    const found = database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined;
    if (!found) database.close();
    return found;
  });
}

/** A process and all below it, of proc(5). */
function familyOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const below = (one: number): number[] => [
    one,
    ...parents.filter(({ parent }) => parent === one).flatMap((child) => below(child.pid)),
  ];
  return below(pid);
}

/** A process may end while it is looked at. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[1],
    );
  } catch {
    return undefined;
  }
}
