import { createTestHarness } from "wrangler";

type Harness = ReturnType<typeof createTestHarness>;

export interface WorkerUnderTest {
  readonly fetch: Harness["fetch"];
  /** Where a WebSocket or a browser reaches it. */
  readonly url: URL;
  readonly tick: () => Promise<unknown>;
  /** Throws an object out of memory; its storage stays. */
  readonly evict: (object: "Lookout" | "Board", name: string) => Promise<void>;
  /** Ends the runtime in the middle of whatever it does, as a deployment may; storage stays. */
  readonly restart: () => Promise<void>;
  readonly sql: (object: "Lookout" | "Board", name: string, query: string) => Promise<unknown[]>;
  /** All that the Worker has logged. */
  readonly logs: () => string;
  readonly close: () => Promise<void>;
}

/** The production bundle in workerd, with a configuration and variables of its own. */
export async function startWorker(
  config: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<WorkerUnderTest> {
  const vars = { CONFIG: config, REQUESTS_MAX_RETRIES: "0", ...variables };
  const options = { workers: [{ configPath: "./wrangler.toml", vars }] };
  const harness = createTestHarness(options);
  const { url } = await harness.listen();
  const worker = harness.getWorker();
  return {
    fetch: harness.fetch,
    url,
    tick: () => worker.scheduled({ cron: "* * * * *", scheduledTime: new Date() }),
    evict: (object, name) => worker.evictDurableObject(object, { name, webSockets: "hibernate" }),
    restart: () => harness.update(options),
    sql: async (object, name, query) =>
      await (await worker.getDurableObjectStorage(object, { name })).exec(query),
    logs: () => JSON.stringify(harness.getLogs()),
    close: () => harness.close(),
  };
}
