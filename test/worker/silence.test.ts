import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalServer, serveHttp } from "../local_server.ts";
import { agentUnderTest, hashOf, reportOf } from "./agent_under_test.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const MINUTE_MS = 60_000;
const TOKEN = "open sesame";

interface Told {
  readonly title: string;
  readonly text: string;
  readonly events: readonly { readonly status: string }[];
}

let receiver: LocalServer;
let worker: WorkerUnderTest;
const told: { readonly path: string; readonly message: Told }[] = [];

beforeAll(async () => {
  receiver = await serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    told.push({ path: request.url ?? "", message: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(204).end();
  });
  const checks = ["signer", "vault", "office"].map(
    (name) => `
    [checks.${name === "office" ? "office" : "shop"}.${name}]
    description = "Is behind the VPN"
    module = "checks.core.heartbeat"
    params.url = "https://${name}.internal/"
    agent = "vpn"`,
  );
  worker = await startWorker(`
    [agents.vpn]
    token_hashes = ["${hashOf(TOKEN)}"]
    [agents.unborn]
    token_hashes = ["${hashOf("another")}"]
    ${checks.join("\n")}
    [notify.all]
    url = "${receiver.origin}/all"
    [notify.office]
    url = "${receiver.origin}/office"
    projects = ["office"]
  `);
});
afterAll(async () => {
  await worker.close();
  await receiver.close();
});

/** As if an agent had said nothing for so long. */
const silence = async (minutes: number) => {
  const query = `UPDATE agents SET body = json_set(body, '$.heard.at', json_extract(body, '$.heard.at') - ${
    minutes * MINUTE_MS
  })`;
  await worker.sql("Board", "board", query);
  await worker.evict("Board", "board");
};
const titles = () => told.splice(0).map(({ path, message }) => `${path} ${message.title}`);
const agents = async () => {
  const board = (await (await worker.fetch("/board")).json()) as {
    agents: { name: string; state: string }[];
  };
  return board.agents.map(({ name, state }) => `${name} ${state}`);
};

test("the silence of an agent is told once, for all its checks, and so is its return; what it then finds is told", async () => {
  const vpn = agentUnderTest(worker, { token: TOKEN });
  const longAgo = Date.now() - 10 * MINUTE_MS;
  await vpn.tell(
    reportOf({ startedAt: longAgo }),
    reportOf({ check: "shop/vault", startedAt: longAgo }),
    reportOf({ check: "office/office", startedAt: longAgo }),
  );
  await worker.tick();
  await silence(10);

  await worker.tick();
  const silent = told.map(({ message }) => message);
  const first = titles();
  const shown = await agents();
  await worker.tick();
  await worker.evict("Board", "board");
  await worker.tick();
  const meanwhile = titles();

  const failed = { status: "failed" as const, data: "closed", value: null };
  const now = Date.now();
  await vpn.tell(
    reportOf({ startedAt: now - 20, outcome: failed }),
    reportOf({ startedAt: now - 10, outcome: failed }),
    reportOf({ check: "shop/vault", startedAt: now }),
    reportOf({ check: "office/office", startedAt: now }),
  );
  await worker.tick();
  const back = told.map(({ message }) => message);
  await worker.tick();

  const since = /agent vpn has been silent since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
  expect(first.toSorted()).toEqual([expect.stringMatching(since), expect.stringMatching(since)]);
  expect(first.toSorted().map((title) => title.split(" ")[0])).toEqual(["/all", "/office"]);
  expect(silent[0]?.text).toContain("It runs shop/signer, shop/vault, office/office.");
  expect(silent[0]?.events).toMatchObject([
    { type: "opened", status: "silent", project: "agent", check: "vpn" },
  ]);
  expect(shown).toEqual(["vpn silent", "unborn never"]);
  expect(meanwhile).toEqual([]);
  const events = back.flatMap((message) => message.events);
  expect(events).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        type: "closed",
        title: expect.stringMatching(/^agent vpn is back, after \d+ min/),
      }),
      expect.objectContaining({ type: "opened", check: "signer", status: "failed" }),
    ]),
  );
  expect(titles()).toHaveLength(2);
});
