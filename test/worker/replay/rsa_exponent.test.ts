import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningWorker, startWorkerd } from "../workerd.ts";
import type { Answer, Command } from "./command.ts";

const SERVER = "https://settings.example/v1";
const X5U = "https://chains.example/stage.chain";
// Its root has an RSA key with the public exponent 415031.
const CHAIN = readFileSync("test/corpus/remotesettings/exchanges/public/autograph-utils-stage.chain", "utf8");

let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorkerd(new URL("wrangler.toml", import.meta.url));
});
afterAll(() => worker.stop());

test("a chain with an RSA key that workerd cannot read is no fault of the collection: an agent can", async () => {
  const signatures = [{ x5u: X5U, signature: "A".repeat(128) }];
  const changes = [{ bucket: "main", collection: "cfr", last_modified: 42 }];
  const command: Command = {
    module: "remotesettings.validate_signatures",
    params: { server: SERVER, buckets: ["main"] },
    now: Date.parse("2019-10-01"),
    answers: [
      answer("/buckets/monitor/collections/changes/changeset?_expected=0", { changes }),
      answer("/buckets/main/collections/cfr/changeset?_expected=42", {
        metadata: { signatures },
        timestamp: 42,
        changes: [],
      }),
      { key: `GET ${X5U}`, status: 200, headers: {}, base64: btoa(CHAIN) },
    ],
  };

  expect(await worker.send(command)).toMatchObject({
    status: "errored",
    error: {
      message:
        'Cannot verify main/cfr: Cannot use the key of test.addons.signing.root.ca here: a Worker takes no RSA key with such an exponent, an agent does (agent = "…")',
    },
  });
});

function answer(path: string, document: object): Answer {
  return { key: `GET ${SERVER}${path}`, status: 200, headers: {}, base64: btoa(JSON.stringify(document)) };
}
