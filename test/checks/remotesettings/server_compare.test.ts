import { expect, test } from "vitest";
import serverCompare from "../../../checks/remotesettings/server_compare.ts";
import { json, NOON, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, serve } from "./documents.ts";

const SOURCE = "http://fake.local/v1";
const TARGET = "http://cdn.local/v1";
const params = { source_server: SOURCE, target_server: TARGET };
const CHANGESET = "/buckets/bid/collections/cid/changeset?_expected=42";
const HALF_AN_HOUR_AGO = NOON - 30 * 60_000;

interface Served {
  readonly announced?: number;
  readonly changeset: unknown;
}

function serving(url: string, { announced = 42, changeset }: Served) {
  const path = CHANGESET.replace("=42", `=${announced}`);
  return serve({ [MONITOR]: monitoring({ "bid/cid": announced }), [path]: changeset }, url);
}

test("passes when both serve the same timestamps, whatever their metadata", async () => {
  const routes = {
    ...serving(SOURCE, { changeset: { timestamp: 123, metadata: { last_modified: 123 } } }),
    ...serving(TARGET, { changeset: { timestamp: 123, metadata: { last_modified: 456 } } }),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes while the source's change is young", async () => {
  const routes = {
    ...serving(SOURCE, { changeset: { timestamp: HALF_AN_HOUR_AGO } }),
    ...serving(TARGET, { changeset: { timestamp: 123 } }),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("fails, with both timestamps, when the target is behind", async () => {
  const routes = {
    ...serving(SOURCE, { changeset: { timestamp: 456 } }),
    ...serving(TARGET, { changeset: { timestamp: 123 } }),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "bid/cid": {
        source: { timestamp: 456, datetime: "1970-01-01T00:00:00.456000+00:00" },
        target: { timestamp: 123, datetime: "1970-01-01T00:00:00.123000+00:00" },
      },
    },
  });
});

test("fails without asking for a collection when the target has not learnt of the newest change", async () => {
  const routes = {
    ...serve({ [MONITOR]: monitoring({ "bid/cid": 42 }) }, SOURCE),
    ...serve({ [MONITOR]: monitoring({ "bid/cid": 41 }) }, TARGET),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "monitor/changes": {
        source: { timestamp: 42, datetime: "1970-01-01T00:00:00.042000+00:00" },
        target: { timestamp: 41, datetime: "1970-01-01T00:00:00.041000+00:00" },
      },
    },
  });
});

test("compares the collections when the newest change is young", async () => {
  const path = CHANGESET.replace("=42", `=${HALF_AN_HOUR_AGO}`);
  const routes = {
    ...serving(SOURCE, { announced: HALF_AN_HOUR_AGO, changeset: { timestamp: 456 } }),
    ...serve(
      { [MONITOR]: monitoring({ "bid/cid": HALF_AN_HOUR_AGO - 42 }), [path]: { timestamp: 456 } },
      TARGET,
    ),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("shows what changed last first", async () => {
  const timestamps = { "main/a": 1000, "main/b": 3000, "main/c": 2000 };
  const documents = (offset: number) => {
    const changesets = Object.entries(timestamps).map(([name, timestamp]) => [
      `/buckets/main/collections/${name.slice(-1)}/changeset?_expected=${timestamp}`,
      { timestamp: timestamp - offset },
    ]);
    return { [MONITOR]: monitoring(timestamps), ...Object.fromEntries(changesets) };
  };
  const routes = { ...serve(documents(0), SOURCE), ...serve(documents(1), TARGET) };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome.status === "failed" && Object.keys(Object(outcome.data))).toEqual([
    "main/b",
    "main/c",
    "main/a",
  ]);
});

test("cannot tell when the target cannot be reached", async () => {
  const outcome = await runCheck(serverCompare, params, {
    routes: serving(SOURCE, { changeset: { timestamp: 456 } }),
  });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(TARGET) } });
});

test.each([
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["another collection's 404", json({ message: "gone" }, { status: 404 })],
  ["a timestamp in quotes", json({ timestamp: "456" })],
  ["null", json({ timestamp: null })],
  ["half a document", new Response('{"metadata": {')],
])("names the collection for which the target has %s", async (_, changeset) => {
  const routes = {
    ...serving(SOURCE, { changeset: { timestamp: 456 } }),
    ...serving(TARGET, { changeset }),
  };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`${TARGET}/buckets/bid/collections/cid/changeset`) },
  });
});

test("reads a collection no further than its timestamp", async () => {
  const endless = () => {
    const chunks = ['{"metadata":{"bucket":"bid"},"timestamp":456,"changes":['];
    const encoder = new TextEncoder();
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
      controller.enqueue(encoder.encode(chunks.shift() ?? '{"id":"a"},'.repeat(1000)));
    return new Response(new ReadableStream({ pull }));
  };
  const routes = { ...serving(SOURCE, { changeset: endless }), ...serving(TARGET, { changeset: endless }) };

  const outcome = await runCheck(serverCompare, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});
