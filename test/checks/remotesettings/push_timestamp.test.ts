import { expect, test } from "vitest";
import pushTimestamp from "../../../checks/remotesettings/push_timestamp.ts";
import type { Outcome } from "../../../src/outcome.ts";
import { json, NOON, type Route, runCheck } from "../../fake_host.ts";

const SERVER = "http://server.local/v1";
const PUSH = "wss://push.local/";
const TIMESTAMP = 1573086234731;
// As the server caches it for a minute at most.
const MONITOR = `GET ${SERVER}/buckets/monitor/collections/changes/changeset?_expected=${999_999_000_000 + (NOON % 1_000_000)}`;

const entry = (last_modified: number, bucket = "main", collection = "cfr") => ({
  id: "1",
  last_modified,
  bucket,
  collection,
});
const hello = (etag: unknown) =>
  JSON.stringify({ messageType: "hello", broadcasts: { "remote-settings/monitor_changes": etag } });

interface Asking {
  readonly entries?: readonly unknown[];
  readonly route?: Route;
  readonly frame?: string;
  readonly now?: number;
  readonly params?: object;
  readonly sent?: string[];
}

async function ask(asking: Asking = {}): Promise<Outcome> {
  const { entries = [entry(TIMESTAMP)], frame = hello(`"${TIMESTAMP}"`), now = NOON, sent = [] } = asking;
  const route = asking.route ?? json({ metadata: {}, timestamp: TIMESTAMP, changes: entries });
  const expected = 999_999_000_000 + (now % 1_000_000);
  const monitor = MONITOR.replace(/\d+$/, String(expected));
  return await runCheck(
    pushTimestamp,
    { remotesettings_server: SERVER, push_server: PUSH, ...asking.params },
    {
      routes: { [monitor]: route },
      clock: { now },
      capabilities: {
        async websocket(url, text) {
          sent.push(`${url} ${text}`);
          return frame;
        },
      },
    },
  );
}

test("passes where the latest change, previews aside, is the one that is announced", async () => {
  const entries = [entry(2000000000000, "main-preview"), entry(1273086234731), entry(TIMESTAMP)];
  const side = { timestamp: "1573086234731", datetime: "2019-11-07T00:23:54.731000+00:00" };

  expect(await ask({ entries })).toMatchObject({
    status: "passed",
    data: { push: side, remotesettings: side, lag_seconds: 0 },
  });
});

test("passes within the margin, whatever is announced", async () => {
  expect(await ask({ frame: hello('"42"'), now: TIMESTAMP + 599_000 })).toMatchObject({
    status: "passed",
    data: { push: { timestamp: "42", datetime: "1970-01-01T00:00:00.042000+00:00" }, lag_seconds: 599 },
  });
});

test("fails once the margin is over", async () => {
  const outcome = await ask({ frame: hello('"42"'), now: TIMESTAMP + 60_000, params: { lag_margin: 60 } });

  expect(outcome).toMatchObject({ status: "failed", value: 60 });
});

test("fails where another timestamp is announced", async () => {
  expect(await ask({ frame: hello('"2573086234731"') })).toMatchObject({
    status: "failed",
    data: {
      push: { timestamp: "2573086234731", datetime: "2051-07-16T02:10:34.731000+00:00" },
      remotesettings: { timestamp: "1573086234731" },
    },
  });
});

test("asks for the broadcast in one hello", async () => {
  const sent: string[] = [];

  await ask({ sent });

  expect(sent).toEqual([
    `${PUSH} {"messageType":"hello","broadcasts":{"remote-settings/monitor_changes":"v0"},"use_webpush":true}`,
  ]);
});

test("does not wait for a change of main/nimbus-preview, which is never announced", async () => {
  const entries = [entry(TIMESTAMP + 1, "main", "nimbus-preview"), entry(TIMESTAMP)];

  expect(await ask({ entries })).toMatchObject({ status: "passed" });
});

test("cannot tell where either server cannot be reached", async () => {
  const dead = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }));
  const outcome = await runCheck(
    pushTimestamp,
    { remotesettings_server: SERVER, push_server: PUSH },
    {
      routes: { [MONITOR]: json({ changes: [entry(TIMESTAMP)] }) },
      capabilities: {
        websocket: () => Promise.reject(new TypeError("Cannot talk to wss://push.local/: 404")),
      },
    },
  );

  expect(await ask({ route: dead })).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("Cannot reach http://server.local/v1/buckets/monitor") },
  });
  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot talk to wss://push.local/: 404" },
  });
});

test.each([
  ["no broadcast", JSON.stringify({ messageType: "hello", broadcasts: {} })],
  ["no broadcasts at all", JSON.stringify({ messageType: "hello", status: 503 })],
  ["null", hello(null)],
  ["a number", hello(TIMESTAMP)],
  ["no timestamp", hello('"v0"')],
  ["a list", "[]"],
  ["HTML", "<html>It works!</html>"],
  ["half an answer", hello('"42"').slice(0, 40)],
  ["nothing", ""],
])("cannot tell where the push service answers with %s, and says which", async (_, frame) => {
  expect(await ask({ frame })).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/^Cannot read wss:\/\/push\.local\/: .+/) },
  });
});

test.each([
  ["previews alone", [entry(TIMESTAMP, "main-preview")]],
  ["no collection", []],
  ["null", [null]],
  ["a timestamp that is text", [{ ...entry(0), last_modified: "42" }]],
  ["no bucket", [{ collection: "cfr", last_modified: 42 }]],
])("cannot tell where the list of changes has %s", async (_, entries) => {
  expect(await ask({ entries })).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/^Cannot .*monitor.*changes/) },
  });
});

test("refuses a push server that no WebSocket has", () => {
  const params = { remotesettings_server: SERVER, push_server: "https://push.local/" };

  expect(() => pushTimestamp.configure(params)).toThrow("expected a ws or wss URL");
});
