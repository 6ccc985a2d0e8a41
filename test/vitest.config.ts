import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/build_page.ts",
    // Wrangler asks nobody on the internet.
    env: { CLOUDFLARE_CF_FETCH_ENABLED: "false", WRANGLER_SEND_METRICS: "false" },
    // Real runtimes start in beforeAll; a cold machine needs longer than vitest's ten seconds.
    hookTimeout: 60_000,
    testTimeout: 30_000,
    // What a page or a runtime does in a moment may take longer while others work.
    expect: { poll: { timeout: 10_000 } },
    // Most of a test's time is waiting for runtimes and clocks: a core need not be kept free.
    maxWorkers: "100%",
  },
});
