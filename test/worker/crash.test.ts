import { expect, test } from "vitest";
import { serveHttp } from "../local_server.ts";
import { startWorker } from "./harness.ts";

const KEY = "canarykey4";

test("a Lookout that crashes is told to Sentry once a minute, without secrets, and takes no other down", async () => {
  const envelopes: string[] = [];
  await using sentry = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    envelopes.push(Buffer.concat(chunks).toString());
    response.writeHead(200).end("{}");
  });
  await using worker = await startWorker(
    ["shop", "bank"]
      .map(
        (project) => `
          [checks.${project}.home]
          description = "It answers"
          module = "checks.core.heartbeat"
          params.url = "${sentry.origin}/?token=\${TOKEN}"`,
      )
      .join("\n"),
    { SENTRY_DSN: `${sentry.origin.replace("://", `://${KEY}@`)}/7`, TOKEN: "canary-token-4" },
  );
  await worker.tick();
  await worker.sql("Lookout", "shop", "UPDATE journal SET body = '{\"canary-token-4'");
  await worker.evict("Lookout", "shop");
  envelopes.length = 0;

  await worker.tick();
  await worker.tick();

  const [event, ...others] = envelopes
    .filter((envelope) => envelope.includes("exception"))
    .map((envelope) => JSON.parse(envelope.split("\n")[2] ?? ""));
  expect(event).toMatchObject({
    level: "fatal",
    tags: { part: "lookout" },
    exception: { values: [{ type: "SyntaxError" }] },
  });
  expect(others).toEqual([]);
  expect(envelopes.join("")).not.toContain("canary-token-4");
  const { status } = await worker.fetch("/checks/bank/home");
  expect(status).toBe(200);
});
