import { unstable_startWorker } from "wrangler";

export interface RunningWorker {
  /** Carries out one JSON command: the Worker answers a POST of it with JSON. */
  send(command: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts the Worker of a wrangler.toml on workerd, with workerd's own network. `createTestHarness` would not do: it has
 * Node's `fetch` make the Worker's requests, which follows redirects and answers 500 where no server does.
 */
export async function startWorkerd(config: URL): Promise<RunningWorker> {
  const worker = await unstable_startWorker({
    config: config.pathname,
    dev: {
      server: { hostname: "127.0.0.1", port: 0 },
      inspector: false,
      logLevel: "none",
      persist: false,
      watch: false,
    },
  });
  await worker.ready;
  return {
    async send(command) {
      const init = { method: "POST", body: JSON.stringify(command) };
      const response = await worker.fetch("http://worker.example/", init);
      return await response.json();
    },
    stop: () => worker.dispose(),
  };
}
