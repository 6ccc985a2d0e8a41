import { afterAll, beforeAll, expect, test } from "vitest";
import { IncidentsAnswer } from "../../src/incidents/incident_answer.ts";
import { startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const TOKEN = "open sesame";
const broken = new Set<string>();
let target: TargetServer;
let worker: WorkerUnderTest;

const CHECKS = ["home", "basket", "login", "search", "cart", "lamp"];
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
const list = async (query: string) =>
  IncidentsAnswer.parse(await (await worker.fetch(`/incidents?${query}`)).json());
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

test("D1 has an incident after the tick in which it changed, once, and the Board answers before", async () => {
  await breakDown("basket");
  const rows = () =>
    worker.query(
      "SELECT id, end_at, version FROM incidents WHERE check_key = 'shop/basket' ORDER BY start_at",
    );
  const before = await rows();

  await worker.tick();
  const open = await rows();
  await mend("basket");
  await worker.tick();
  await worker.tick();
  const closed = await rows();

  expect(before).toEqual([]);
  expect(open).toEqual([{ id: expect.stringMatching(/^shop:basket:\d+$/), end_at: null, version: 1 }]);
  expect(closed).toEqual([{ id: open[0]?.id, end_at: expect.any(Number), version: 2 }]);
});

test("an incident survives the loss of D1, and of the Board before it was copied, and is copied then", async () => {
  await worker.query("ALTER TABLE incidents RENAME TO hidden");
  await breakDown("login");
  await worker.tick();
  await worker.evict("Board", "board");
  const during = await list("check=shop/login");
  const heartbeat = await (await worker.fetch("/__heartbeat__")).json();

  await worker.query("ALTER TABLE hidden RENAME TO incidents");
  await worker.tick();

  expect(during).toMatchObject({ partial: true, incidents: [{ key: "shop/login", end: null }] });
  expect(await list("check=shop/login")).toMatchObject({
    partial: false,
    incidents: [{ key: "shop/login" }],
  });
  const stored = await worker.query("SELECT id FROM incidents WHERE check_key = 'shop/login'");
  expect(stored).toEqual([{ id: during.incidents[0]?.id }]);
  expect(worker.logs()).toContain("Cannot copy incidents to D1");
  expect(heartbeat).toMatchObject({ details: { incidents: { open: 1, waiting: 1 } } });
  await mend("login");
});

test("what the Board has forgotten is found in D1", async () => {
  await worker.tick();
  await worker.sql("Board", "board", "DELETE FROM incidents WHERE id LIKE 'shop:basket:%'");

  const found = await list("check=shop/basket");

  expect(found).toMatchObject({
    partial: false,
    incidents: [{ key: "shop/basket", end: expect.any(String) }],
  });
});

test("incidents are found while the Board is down", async () => {
  await worker.tick();
  await worker.sql("Board", "board", "ALTER TABLE incidents RENAME TO hidden");

  const found = await list("check=shop/home");

  await worker.sql("Board", "board", "ALTER TABLE hidden RENAME TO incidents");
  expect(found).toMatchObject({ partial: true, incidents: [{ key: "shop/home" }] });
});

test.each([
  ["check=shop/home", ["home"]],
  ["check=shop/gone", []],
  ["project=shop&open=false", ["login", "basket", "home"]],
  ["project=other", []],
  ["tag=back", ["login", "basket"]],
  ["tag=front&project=shop", ["home"]],
  ["from=2999-01-01", []],
  ["from=2020-01-01T00:00:00Z&limit=2", ["login", "basket"]],
])("GET /incidents?%s", async (query, names) => {
  expect((await list(query)).incidents.map(({ check }) => check)).toEqual(names);
});

test("pages follow each other until there is no more", async () => {
  const first = await list("limit=2");
  const second = await list(`limit=2&before=${first.next}`);

  const names = [...first.incidents, ...second.incidents].map(({ check }) => check);
  expect([names, second.next]).toEqual([["login", "basket", "home"], null]);
});

test.each([
  ["from=yesterday", "from: expected a date or time such as 2026-03-02"],
  ["open=maybe", "open: expected true or false"],
  ["limit=1e9", "limit: expected a number from 1 to 100"],
  ["limit=0", "limit: expected a number from 1 to 100"],
  ["before=<b>", "before: expected the id of an incident"],
  ["projet=shop", 'unknown parameter "projet", did you mean "project"?'],
])("GET /incidents?%s is answered with what was expected", async (query, why) => {
  const response = await worker.fetch(`/incidents?${query}`);

  expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining(why) }]);
});

test("a note stays with its incident, redacted, and its cause is the incident's", async () => {
  const [incident] = (await list("check=shop/home")).incidents;

  const response = await note(incident?.id ?? "", {
    text: `It said ${TOKEN}`,
    author: "ana",
    cause: "a full disk",
  });
  await note(incident?.id ?? "", { text: "The disk is larger now" });

  expect([response.status, await response.json()]).toEqual([
    201,
    expect.objectContaining({ text: "It said [REFRESH_SECRET]", author: "ana", cause: "a full disk" }),
  ]);
  expect((await list("check=shop/home")).incidents[0]).toMatchObject({
    cause: "a full disk",
    notes: [{ author: "ana" }, { text: "The disk is larger now", author: "" }],
  });
});

test("a note survives the loss of D1, and then of the Board", async () => {
  const [{ id } = { id: "" }] = (await list("check=shop/login")).incidents;
  const texts = async () => (await list("check=shop/login")).incidents[0]?.notes.map(({ text }) => text);

  await worker.query("ALTER TABLE notes RENAME TO hidden");
  const withoutTable = await note(id, { text: "one" });
  await worker.query("ALTER TABLE hidden RENAME TO notes");
  await worker.sql("Board", "board", "ALTER TABLE notes RENAME TO hidden");
  const withoutBoard = await note(id, { text: "two" });
  const meanwhile = await texts();
  await worker.sql("Board", "board", "ALTER TABLE hidden RENAME TO notes");
  await worker.tick();

  expect([withoutTable.status, withoutBoard.status]).toEqual([201, 201]);
  expect(meanwhile).toEqual(["two"]);
  expect(await texts()).toEqual(["one", "two"]);
  expect(await worker.query("SELECT id FROM notes WHERE incident = ?", id)).toHaveLength(2);
});

test.each<[string, unknown, Record<string, string>, number]>([
  ["no token", { text: "x" }, {}, 401],
  ["a wrong token", { text: "x" }, { authorization: "Bearer guess" }, 401],
  ["no text", { text: " " }, bearer, 400],
  ["a text that is none", { text: { $ne: 1 } }, bearer, 400],
  ["a key that is unknown", { text: "x", autor: "ana" }, bearer, 400],
  ["a list", [], bearer, 400],
  ["too much", { text: "x".repeat(9000) }, bearer, 413],
])("a note with %s is refused", async (_what, body, headers, status) => {
  const [{ id } = { id: "" }] = (await list("check=shop/home")).incidents;
  const before = (await list("check=shop/home")).incidents[0]?.notes.length;

  const response = await note(id, body, headers);

  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.stringMatching(/^Cannot add a note: /) });
  expect((await list("check=shop/home")).incidents[0]?.notes.length).toBe(before);
});

test.each(["shop:home:1", "shop:home", "..%2f..", "%00"])(
  "a note on no incident is refused: %s",
  async (id) => {
    expect((await note(id, { text: "x" })).status).toBe(404);
  },
);

test("what fails together is compared with what failed together before, with its cause", async () => {
  const failTogether = async () => {
    await breakDown("search");
    await breakDown("cart");
  };
  await failTogether();
  const [first] = (await list("check=shop/search&open=true")).incidents;
  await note(first?.id ?? "", { text: "See the graph", author: "bo", cause: "the network" });
  await mend("search");
  await mend("cart");
  await worker.tick();

  await failTogether();
  const { similar, incidents, partial } = await list("open=true");

  expect(partial).toBe(false);
  expect(similar[0]).toMatchObject({
    likeness: 1,
    sentence: expect.stringMatching(/^2 of these 2 failed together on \d+ \w+; cause: the network$/),
    checks: ["shop/search", "shop/cart"],
    notes: [expect.objectContaining({ author: "bo" })],
  });
  expect(incidents.map(({ similar: own }) => own[0]?.cause)).toEqual(["the network", "the network"]);
});

test("a check that turns again and again has one incident, in which it is flapping", async () => {
  for (let turns = 0; turns < 9; turns += 1) {
    if (turns % 2 === 1) broken.add("lamp");
    else broken.delete("lamp");
    await run("lamp");
  }

  await expect
    .poll(async () => (await list("check=shop/lamp")).incidents)
    .toEqual([expect.objectContaining({ ailment: "flapping", end: null })]);
  const rows = await worker.sql(
    "Board",
    "board",
    "SELECT version FROM incidents WHERE id LIKE 'shop:lamp:%'",
  );
  expect(rows).toEqual([{ version: 1 }]);
});
