import { afterAll, beforeAll, expect, test } from "vitest";
import { IncidentsAnswer } from "../../src/incident_answer.ts";
import { startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const TOKEN = "open sesame";
const broken = new Set<string>();
let target: TargetServer;
let worker: WorkerUnderTest;

const CHECKS = ["home", "basket", "login"];
const checkOf = (name: string, origin: string) => `
  [checks.shop.${name}]
  description = "${name} answers"
  module = "checks.core.heartbeat"
  ttl = 3600
  after = 2
  tags = ["${name === "home" ? "front" : "back"}"]
  params.url = "${origin}/${name}"
`;

beforeAll(async () => {
  target = await startTarget(
    Object.fromEntries(
      CHECKS.map((name) => [
        `/${name}`,
        (_request, response) => {
          const state = broken.has(name) ? "broken" : "fine";
          response.writeHead(state === "fine" ? 200 : 503, { "content-type": "application/json" });
          response.end(JSON.stringify({ state, secret: TOKEN }));
        },
      ]),
    ),
  );
  const config = CHECKS.map((name) => checkOf(name, target.origin)).join("");
  worker = await startWorker(config, { REFRESH_SECRET: TOKEN });
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

const bearer = { authorization: `Bearer ${TOKEN}` };
const run = async (name: string) => {
  await worker.fetch(`/checks/shop/${name}/refresh`, { method: "POST", headers: bearer });
};
const list = async (query: string) => IncidentsAnswer.parse(await (await worker.fetch(`/incidents?${query}`)).json());
const note = (id: string, body: unknown, headers: Record<string, string> = bearer) =>
  worker.fetch(`/incidents/${id}/notes`, { method: "POST", headers, body: JSON.stringify(body) });
const breakDown = async (name: string) => {
  await run(name);
  broken.add(name);
  await run(name);
  await run(name);
  await expect.poll(async () => (await list(`check=shop/${name}&open=true`)).incidents).toHaveLength(1);
};
const mend = async (name: string) => {
  broken.delete(name);
  await run(name);
  await expect.poll(async () => (await list(`check=shop/${name}&open=true`)).incidents).toHaveLength(0);
};

test("two failures in a row are an incident, with what was found, until the check holds again", async () => {
  await run("home");
  broken.add("home");
  await run("home");
  const before = await list("check=shop/home");
  await run("home");
  await expect.poll(async () => (await list("check=shop/home")).incidents.length).toBe(1);

  const [open] = (await list("check=shop/home&open=true")).incidents;
  const board = (await (await worker.fetch("/board")).json()) as { checks: Record<string, unknown>[] };
  await mend("home");
  const [closed] = (await list("check=shop/home&open=false")).incidents;

  expect(before.incidents).toEqual([]);
  expect(open).toMatchObject({
    key: "shop/home",
    ailment: "failed",
    end: null,
    first: { state: "broken", secret: "[REFRESH_SECRET]" },
    last_good: { state: "fine", secret: "[REFRESH_SECRET]" },
    changed: ['.state: "fine" → "broken"'],
    url: "/checks/shop/home",
  });
  expect(board.checks[0]).toMatchObject({ name: "home", incident: { id: open?.id, start: open?.start } });
  expect(closed).toMatchObject({ id: open?.id, start: open?.start, end: expect.any(String) });
  expect(JSON.stringify(open)).not.toContain(TOKEN);
});
