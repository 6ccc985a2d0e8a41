import { afterAll, beforeAll, expect, test } from "vitest";
import { type IncidentAnswer, IncidentsAnswer } from "../../src/incidents/incident_answer.ts";
import { type CheckRecord, recordOf } from "../../src/record.ts";
import { type Brief, briefOf } from "../../src/show/brief.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const checkOf = (name: string, more = "") => `
  [checks.shop.${name}]
  description = "Answers"
  module = "checks.core.heartbeat"
  ttl = 86400
  params.url = "http://127.0.0.1:9/"
  ${more}
`;
const NAMES = ["repeated", "late", "flapping", "back", "removed", "renamed", "sick", "sound"];
const CONFIG = NAMES.map((name) => checkOf(name)).join("");

let worker: WorkerUnderTest;
let number = 1_000;

beforeAll(async () => {
  worker = await startWorker(CONFIG);
});
afterAll(async () => {
  await worker.close();
});

const SECOND = 1000;
const now = Date.now();
/** What is known of a check after results such as "+" and "-", a second after each other, the last one `endedAt`. */
const after = (results: string, endedAt = now): Brief => {
  let record: CheckRecord | undefined;
  for (const [index, sign] of [...results].entries()) {
    const startedAt = endedAt - (results.length - 1 - index) * SECOND;
    const status = sign === "+" ? ("passed" as const) : ("failed" as const);
    record = recordOf({ outcome: { status, data: sign, value: null }, startedAt, durationMs: 0 }, record);
  }
  if (!record) throw new RangeError("Cannot know anything: no results");
  return briefOf(record);
};
const publicationOf = (briefs: Readonly<Record<string, Brief>>, given = ++number) => ({
  lookout: "shop",
  number: given,
  briefs: Object.fromEntries(Object.entries(briefs).map(([name, brief]) => [`shop/${name}`, brief])),
  counters: { runs: 1, failed: 0, errored: 0, rows_written: 0 },
  backlog: { hours: 0, oldest: null },
});
const incidentsOf = async (check: string): Promise<IncidentAnswer[]> => {
  const response = await worker.fetch(`/incidents?check=shop/${check}`);
  return IncidentsAnswer.parse(await response.json()).incidents;
};
const at = (epochMs: number) => new Date(epochMs).toISOString();

test("a publication that is repeated tells of the same incident once", async () => {
  const publication = publicationOf({ repeated: after("+--") });

  await worker.publish(publication);
  await worker.publish(publication);
  await worker.publish({ ...publication, number: ++number });
  await worker.restart();
  await worker.publish({ ...publication, number: ++number });

  expect(await incidentsOf("repeated")).toEqual([
    expect.objectContaining({ start: at(now - SECOND), end: null, id: `shop:repeated:${now - SECOND}` }),
  ]);
});

test("a publication that comes after a newer one changes nothing", async () => {
  const older = publicationOf({ late: after("+--") });
  await worker.publish(publicationOf({ late: after("+--+") }));

  await worker.publish(older);

  expect(await incidentsOf("late")).toEqual([]);
});

test("a check that turns again and again, each time told, takes one row for its incident", async () => {
  const results = "+-".repeat(30);
  const rows = () =>
    worker.sql("Board", "board", "SELECT version FROM incidents WHERE id LIKE 'shop:flapping:%'");

  for (let length = 1; length <= results.length; length += 1) {
    await worker.publish(
      publicationOf({ flapping: after(results.slice(0, length), now - (results.length - length) * SECOND) }),
    );
  }

  expect(await rows()).toEqual([{ version: 1 }]);
  expect(await incidentsOf("flapping")).toEqual([
    expect.objectContaining({ ailment: "flapping", end: null }),
  ]);
});

test("a clock that is set back ends no incident before it began, and begins none within another", async () => {
  const hourAgo = now - 3_600_000;
  await worker.publish(publicationOf({ back: after("+--") }));

  await worker.publish(publicationOf({ back: after("--++", hourAgo) }));
  await worker.publish(publicationOf({ back: after("++--", hourAgo + 9 * SECOND) }));

  const [second, first] = await incidentsOf("back");
  expect(first).toMatchObject({ start: at(now - SECOND), end: at(now - SECOND) });
  expect(second).toMatchObject({ start: at(now - SECOND + 1), end: null });
});

test("checks that are removed and renamed: the incident of the one ends with a note, that of the other goes on", async () => {
  await worker.publish(publicationOf({ removed: after("+--"), renamed: after("+--") }));
  const names = ["repeated", "late", "flapping", "back", "sick", "sound"];
  const kept = names.map((name) => checkOf(name)).join("");

  await worker.reconfigure(`${kept}${checkOf("new", 'formerly = "shop/renamed"')}`);
  await worker.tick();
  await worker.tick();

  expect(await incidentsOf("removed")).toEqual([
    expect.objectContaining({
      end: expect.any(String),
      url: null,
      notes: [expect.objectContaining({ text: "The check is configured no more." })],
    }),
  ]);
  expect(await incidentsOf("new")).toEqual([
    expect.objectContaining({ key: "shop/renamed", check: "renamed", end: null, url: "/checks/shop/new" }),
  ]);
});

test("two checks that exchange their names keep their incidents and their results", async () => {
  await worker.publish(publicationOf({ sick: after("+--"), sound: after("+++") }));
  const sick = checkOf("sound", 'formerly = "shop/sick"');
  const sound = checkOf("sick", 'formerly = "shop/sound"');

  await worker.reconfigure(`${sick}${sound}`);
  await worker.tick();
  await worker.tick();

  expect(await incidentsOf("sound")).toEqual([expect.objectContaining({ key: "shop/sick", check: "sick" })]);
  expect(await incidentsOf("sick")).toEqual([]);
});
