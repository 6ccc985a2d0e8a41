import { createTestHarness } from "wrangler";

export interface WorkerUnderTest {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Where a WebSocket or a browser reaches it. */
  readonly url: URL;
  readonly tick: () => Promise<void>;
  /** Throws the object out of memory; its storage stays. */
  readonly evict: (object: "Lookout" | "Board", name: string) => Promise<void>;
  readonly sql: (object: "Lookout" | "Board", name: string, query: string) => Promise<unknown[]>;
  readonly logs: () => string;
  readonly close: () => Promise<void>;
}

/** The production bundle in workerd, with a configuration and variables of its own. */
export async function startWorker(
  config: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<WorkerUnderTest> {
  const vars = { CONFIG: config, REQUESTS_MAX_RETRIES: "0", ...variables };
  const harness = createTestHarness({ workers: [{ configPath: "./wrangler.toml", vars }] });
  const { url } = await harness.listen();
  const worker = harness.getWorker();
  return {
    fetch: async (path, init) => (await harness.fetch(path, toInit(init))) as unknown as Response,
    url,
    tick: async () => void (await worker.scheduled({ cron: "* * * * *", scheduledTime: new Date() })),
    evict: (object, name) => worker.evictDurableObject(object, { name, webSockets: "hibernate" }),
    sql: async (object, name, query) => await (await worker.getDurableObjectStorage(object, { name })).exec(query),
    logs: () => harness.getLogs().map((line) => JSON.stringify(line)).join("\n"),
    close: () => harness.close(),
  };
}
