import { expect, test } from "vitest";
import changesTimestamps from "../../../checks/remotesettings/changes_timestamps.ts";
import { fakeHost, json, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
// The clock of the tests stands, and with it what busts the caches.
const MONITOR = "/buckets/monitor/collections/changes/changeset?_expected=999999800000";
const CHANGESET = "/buckets/bid/collections/cid/changeset?_limit=1&_expected=42";

function server(changeset: unknown) {
  return { routes: serve({ [MONITOR]: monitoring({ "bid/cid": 42 }), [CHANGESET]: changeset }) };
}

test("passes when the collection has the timestamp that is announced", async () => {
  const outcome = await runCheck(changesTimestamps, params, server({ timestamp: 42 }));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("fails, with both timestamps, when it has another", async () => {
  const outcome = await runCheck(changesTimestamps, params, server({ timestamp: 123 }));

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "bid/cid": { collection: 123, entry: 42, datetime: "1970-01-01T00:00:00.123000+00:00" } },
  });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(changesTimestamps, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("cannot tell when nothing is announced", async () => {
  const outcome = await runCheck(changesTimestamps, params, {
    routes: serve({ [MONITOR]: monitoring({}) }),
  });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/no collection/) },
  });
});

test.each([
  [
    "a web page",
    new Response("<html>", { headers: { "content-type": "text/html" } }),
    "not JSON but text/html",
  ],
  ["half a document", new Response('{"timestamp": 4', json({})), "not complete JSON"],
  ["an empty answer", new Response(""), "empty"],
  ["an error", json({ message: "no such bucket" }, { status: 404 }), "status 404, no such bucket"],
  ["null", json(null), "expected object"],
  ["a timestamp in quotes", json({ timestamp: "42" }), "timestamp: "],
  ["a fraction", json({ timestamp: 42.5 }), "timestamp: "],
  ["a time beyond all dates", json({ timestamp: 9e15 }), "timestamp: "],
  ["no timestamp", json({ changes: [] }), "timestamp: "],
])("names the collection for which the server has %s", async (_, answer, reason) => {
  const outcome = await runCheck(changesTimestamps, params, server(answer));

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("bid/collections/cid") },
  });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(reason) } });
});

test.each([
  ["in quotes", "42"],
  ["with a fraction", 42.5],
  ["null", null],
])("names the collection that is announced with a timestamp %s", async (_, timestamp) => {
  const routes = serve({ [MONITOR]: monitoring({ "main/good": 42, "main/bad": timestamp }) });

  const outcome = await runCheck(changesTimestamps, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/main\/bad in .*monitor.*: last_modified: /) },
  });
});

test("asks for 10,000 collections, a few at a time", async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `main/c${index}`);
  const monitor = json(monitoring(Object.fromEntries(names.map((name) => [name, 42]))));
  const asked = { now: 0, most: 0, all: 0 };
  const host = {
    ...fakeHost(),
    async fetch(url: string) {
      if (url.includes("/monitor/")) return monitor;
      asked.all += 1;
      asked.now += 1;
      asked.most = Math.max(asked.most, asked.now);
      await Promise.resolve();
      asked.now -= 1;
      return json({ timestamp: 42 });
    },
  };

  const outcome = await runCheck(changesTimestamps, params, { host });

  expect(outcome.status).toBe("passed");
  expect(asked).toMatchObject({ all: 10_000, most: 6 });
}, 30_000);
