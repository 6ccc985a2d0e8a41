import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { createTestHarness } from "wrangler";
import type { Brief } from "../../src/show/brief.ts";

type Harness = ReturnType<typeof createTestHarness>;

/** What tests need of a D1Database: its own type comes with those of workerd. */
interface Database {
  prepare(sql: string): Statement;
}

interface Statement {
  bind(...values: readonly unknown[]): Statement;
  all(): Promise<{ results: Record<string, unknown>[] }>;
}

interface Boards {
  idFromName(name: string): unknown;
  get(id: unknown): { publish(publication: Publication): Promise<unknown> };
}

interface Lookouts {
  idFromName(name: string): unknown;
  get(id: unknown): RunningLookout;
}

interface RunningLookout {
  tick(): Promise<unknown>;
  /** Of `alarm/worker.ts`. */
  alarmAt(): Promise<number | null>;
  ringNow(): Promise<unknown>;
}

/** What of a Lookout's publication a test has to say. */
export interface Publication {
  readonly lookout: string;
  readonly number: number;
  readonly briefs: Readonly<Record<string, Brief>>;
  readonly counters: { runs: number; failed: number; errored: number; rows_written: number };
  readonly backlog: { hours: number; oldest: number | null };
}

export interface WorkerUnderTest {
  readonly fetch: Harness["fetch"];
  /** Where a WebSocket or a browser reaches it. */
  readonly url: URL;
  readonly tick: () => Promise<unknown>;
  /** Throws an object out of memory; its storage stays. */
  readonly evict: (object: "Lookout" | "Board", name: string) => Promise<void>;
  /** Ends the runtime in the middle of whatever it does, as a deployment may; storage stays. */
  readonly restart: () => Promise<void>;
  /** Deploys another configuration; storage stays. */
  readonly reconfigure: (config: string) => Promise<void>;
  /** A Lookout, whether the configuration knows it or not. */
  readonly lookout: (name: string) => Promise<RunningLookout>;
  /** Tells the Board what a Lookout would. */
  readonly publish: (publication: Publication) => Promise<unknown>;
  /** Asks the database. */
  readonly query: (sql: string, ...values: readonly unknown[]) => Promise<Record<string, unknown>[]>;
  readonly sql: (
    object: "Lookout" | "Board",
    name: string,
    query: string,
    ...values: readonly string[]
  ) => Promise<unknown[]>;
  /** Posts to another Worker of its surroundings. */
  readonly tell: (other: string, path: string) => Promise<unknown>;
  /** All that the Worker has logged. */
  readonly logs: () => string;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** What surrounds the Worker other than in production. */
export interface Surroundings {
  /** Tables of wrangler.toml that take the place of the project's. */
  readonly bindings?: Readonly<Record<string, unknown>>;
  /** Further Workers, as wrangler.toml would have them. */
  readonly others?: readonly Readonly<Record<string, unknown>>[];
  /** The binding of D1. */
  readonly database?: "DB" | "REAL";
}

/** The production bundle in workerd, with a configuration and variables of its own. */
export async function startWorker(
  config: string,
  variables: Readonly<Record<string, string>> = {},
  { bindings = {}, others = [], database = "DB" }: Surroundings = {},
): Promise<WorkerUnderTest> {
  const wrangler = parse(readFileSync("wrangler.toml", "utf8"));
  // Nobody listens there: a test asks no tracker but its own.
  const vars = { REQUESTS_MAX_RETRIES: "0", BUGTRACKER_URL: "http://127.0.0.1:9", ...variables };
  const optionsWith = (text: string) => ({
    workers: [
      { config: { ...wrangler, ...bindings, vars: { ...vars, CONFIG: text } } },
      ...others.map((other) => ({ config: other })),
    ],
  });
  let options = optionsWith(config);
  const harness = createTestHarness(options);
  const { url } = await harness.listen();
  const worker = harness.getWorker();
  const typed = harness.getWorker<{ DB: Database; REAL: Database; BOARD: Boards; LOOKOUT: Lookouts }>();
  await worker.applyD1Migrations(database);
  return {
    fetch: harness.fetch,
    url,
    tick: () => worker.scheduled({ cron: "* * * * *", scheduledTime: new Date() }),
    evict: (object, name) => worker.evictDurableObject(object, { name, webSockets: "hibernate" }),
    restart: () => harness.update(options),
    reconfigure: (text) => {
      options = optionsWith(text);
      return harness.update(options);
    },
    async lookout(name) {
      const { LOOKOUT } = await typed.getEnv();
      return LOOKOUT.get(LOOKOUT.idFromName(name));
    },
    async publish(publication) {
      const { BOARD } = await typed.getEnv();
      return await BOARD.get(BOARD.idFromName("board")).publish(publication);
    },
    async query(sql, ...values) {
      const { [database]: db } = await typed.getEnv();
      const { results } = await db
        .prepare(sql)
        .bind(...values)
        .all();
      return results;
    },
    sql: async (object, name, query, ...values) =>
      await (await worker.getDurableObjectStorage(object, { name })).exec(query, ...values),
    tell: (other, path) => harness.getWorker(other).fetch(`http://other.example${path}`, { method: "POST" }),
    logs: () => JSON.stringify(harness.getLogs()),
    close: () => harness.close(),
    [Symbol.asyncDispose]: () => harness.close(),
  };
}
