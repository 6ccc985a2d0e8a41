import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Spool, type SpoolLimits } from "../../src/agent/spool.ts";
import { openStore } from "../../src/agent/store.ts";
import { MAX_BATCH_RESULTS, MAX_RESULT_AGE_MS, type Report } from "../../src/agent_protocol.ts";
import { stateDirectory } from "./agent_process.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const PLENTY = { results: 1_000_000, bytes: 1e9 };

function report(startedAt: number, data: string = "", check = "signer/up"): Report {
  return { check, startedAt, durationMs: 1, outcome: { status: "passed", data, value: null } };
}

async function spoolWith(startedAt: readonly number[], limits: SpoolLimits = PLENTY) {
  const directory = await stateDirectory();
  const open = () =>
    new Spool(
      openStore(directory, () => {}),
      limits,
    );
  const spool = open();
  for (const time of startedAt) spool.add(report(time));
  return { spool, reopen: open };
}

const times = (spool: Spool, now = NOW) => spool.next(now)?.reports.map(({ startedAt }) => startedAt);

test("what was sent and not acknowledged is the same batch after a crash, whatever came meanwhile", async () => {
  const { spool, reopen } = await spoolWith([1, 2, 3]);
  const sent = spool.next(NOW);
  spool.add(report(4));

  const again = reopen().next(NOW);

  expect(again).toEqual(sent);
  expect(again?.reports).toHaveLength(3);
});

test("what is acknowledged is not sent again, and the rest is, the oldest first", async () => {
  const many = Array.from({ length: MAX_BATCH_RESULTS + 2 }, (_, index) => index);
  const { spool, reopen } = await spoolWith(many);
  const first = spool.next(NOW);

  if (first) spool.settle(first);

  expect(first?.reports).toHaveLength(MAX_BATCH_RESULTS);
  expect(times(reopen())).toEqual(many.slice(-2));
});

test("the oldest outcomes go when there is no room, and are counted for ever", async () => {
  const { spool, reopen } = await spoolWith([1, 2, 3, 4, 5], { results: 3, bytes: 1e9 });

  expect(times(spool)).toEqual([3, 4, 5]);
  expect([spool.waiting, spool.dropped, reopen().dropped]).toEqual([3, 2, 2]);
});

test("bytes count too", async () => {
  const { spool } = await spoolWith([], { results: 1_000, bytes: 100_000 });

  const gone = [1, 2, 3].map((time) => spool.add(report(time, "x".repeat(40_000))));

  expect(gone).toEqual([0, 0, 1]);
  expect(times(spool)).toEqual([2, 3]);
});

test("an outcome is one, however often it is added", async () => {
  const { spool } = await spoolWith([1, 1, 1]);

  expect([spool.waiting, times(spool)]).toEqual([1, [1]]);
});

test("a batch that was too large becomes two, and a single outcome that is too large is dropped", async () => {
  const { spool } = await spoolWith([1, 2, 3]);
  const halve = () => {
    const batch = spool.next(NOW);
    return batch ? spool.halve(batch) : undefined;
  };

  const dropped = [halve(), halve(), halve()];

  expect(dropped).toEqual([0, 0, 1]);
  expect([spool.waiting, times(spool)]).toEqual([2, [2]]);
});

test("a batch is never larger than the Worker takes", async () => {
  const { spool } = await spoolWith([]);
  for (let time = 0; time < 100; time += 1) spool.add(report(time, "x".repeat(64 * 1024)));

  const batch = JSON.stringify(spool.next(NOW));

  expect(batch.length).toBeLessThan(4.1 * 1024 * 1024);
});

test("outcomes of a check that is somebody else's go, also those that were sent", async () => {
  const { spool } = await spoolWith([1, 2]);
  spool.add(report(3, "", "shop/login"));
  spool.next(NOW);

  const dropped = spool.dropChecks(["signer/up", "signer/down"]);

  expect([dropped, spool.dropped, times(spool)]).toEqual([2, 2, [3]]);
});

test("outcomes that the Worker would not take any more go", async () => {
  const { spool } = await spoolWith([NOW - MAX_RESULT_AGE_MS - 1, NOW - MAX_RESULT_AGE_MS + 1]);

  expect([spool.dropOld(NOW), spool.waiting]).toEqual([1, 1]);
});

test("outcomes of a clock that was ahead wait for their time, and hold up no other", async () => {
  const { spool } = await spoolWith([NOW + 600_000, NOW]);

  expect(times(spool)).toEqual([NOW]);
  expect(spool.waiting).toBe(2);
});

test("what a check found last is remembered when it has long been sent", async () => {
  const { spool, reopen } = await spoolWith([]);
  spool.add(report(1, "found"));
  spool.add({ ...report(2), outcome: { status: "errored", error: { type: "TypeError", message: "no" } } });
  const batch = spool.next(NOW);
  if (batch) spool.settle(batch);

  const remembered = reopen().runs.get("signer/up");

  expect(remembered).toEqual({ startedAt: 2, data: "found" });
});

test.each([
  ["is no database", Buffer.from("not a database, by far ".repeat(200))],
  ["ends too early", Buffer.from("SQLite format 3\0")],
  ["is full of nonsense", Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(8000, 7)])],
])("a spool that %s is set aside, with a line in the log, and the agent goes on", async (_, content) => {
  const directory = await stateDirectory();
  writeFileSync(join(directory, "spool.db"), content);
  const lines: unknown[] = [];

  const spool = new Spool(
    openStore(directory, (line) => lines.push(line)),
    PLENTY,
  );
  spool.add(report(1));

  expect(lines).toMatchObject([{ message: "spool set aside" }]);
  expect(readdirSync(directory)).toEqual(expect.arrayContaining(["spool.db", "spool.db.damaged"]));
  expect(times(spool)).toEqual([1]);
});
