import { expect, test } from "vitest";
import backportedRecords from "../../../checks/remotesettings/backported_records.ts";
import { json, runCheck } from "../../fake_host.ts";
import { SERVER, serve } from "./documents.ts";

const params = { server: SERVER, backports: { "bid/cid": "other/cid" }, max_lag_seconds: 1 };
const SOURCE = "/buckets/bid/collections/cid/records";
const COPY = "/buckets/other/collections/cid/records";

function changedAt(path: string, etag: string) {
  return { [`HEAD ${SERVER}${path}`]: new Response(null, { headers: { etag } }) };
}

const DIFFERENT = serve({
  [SOURCE]: { data: [{ id: "abc", last_modified: 42 }] },
  [COPY]: { data: [{ id: "abc", last_modified: 43, title: "new" }] },
});

test("passes when the records are the same, whenever they were copied", async () => {
  const routes = serve({
    [SOURCE]: { data: [{ id: "abc", last_modified: 42, title: "a", tags: ["b"] }] },
    [COPY]: { data: [{ id: "abc", last_modified: 43, tags: ["b"], title: "a" }] },
  });

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: [] });
});

test("passes while the collections changed at about the same time", async () => {
  const routes = { ...DIFFERENT, ...changedAt(SOURCE, '"100"'), ...changedAt(COPY, '"150"') };

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: [] });
});

test("fails, in words, when they differ and one changed long before the other", async () => {
  const routes = { ...DIFFERENT, ...changedAt(SOURCE, '"1000000"'), ...changedAt(COPY, '"2000000"') };

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: ["1 record differ between bid/cid and other/cid ('abc')"],
  });
});

test.each([
  ["field.test=42", "field.test=42"],
  ["a=1&a=2&b=&c", "a=1&a=2"],
  ["matchName=Plugin 1", "matchName=Plugin+1"],
])("sends the filters of %s", async (filters, query) => {
  const routes = serve({ [`${SOURCE}?${query}`]: { data: [] }, [COPY]: { data: [] } });

  const outcome = await runCheck(
    backportedRecords,
    { ...params, backports: { [`bid/cid?${filters}`]: "other/cid" } },
    { routes },
  );

  expect(outcome).toMatchObject({ status: "passed", data: [] });
});

test("compares what is on the second page too (defect 11: it was lost)", async () => {
  const next = json({ data: [{ id: "one" }] }, { headers: { "next-page": `${SERVER}${SOURCE}?_token=2` } });
  const routes = {
    ...serve({
      [SOURCE]: next,
      [`${SOURCE}?_token=2`]: { data: [{ id: "two" }] },
      [COPY]: { data: [{ id: "one" }] },
    }),
    ...changedAt(SOURCE, '"1000000"'),
    ...changedAt(COPY, '"2000000"'),
  };

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: ["1 record present in bid/cid but missing in other/cid ('two')"],
  });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(backportedRecords, params);

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("bid/collections/cid") },
  });
});

test.each([
  ["no ETag", new Response(null), "no ETag"],
  ["an ETag of another kind", new Response(null, { headers: { etag: '"33a64df5"' } }), "no timestamp"],
  ["a bucket that is gone", new Response(null, { status: 404 }), "status 404"],
])("names the collection that has %s", async (_, answer, reason) => {
  const routes = { ...DIFFERENT, ...changedAt(SOURCE, '"1"'), [`HEAD ${SERVER}${COPY}`]: answer };

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(reason) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining("other/collections/cid") } });
});

test.each([
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["records without id", json({ data: [{ title: "a" }] })],
  ["null for a record", json({ data: [null] })],
  ["an object for a list", json({ data: {} })],
  ["half a document", new Response('{"data": [{"id": "a"')],
])("names the collection for which the server has %s", async (_, answer) => {
  const routes = serve({ [SOURCE]: { data: [] }, [COPY]: answer });

  const outcome = await runCheck(backportedRecords, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`Cannot read ${SERVER}${COPY}`) },
  });
});

test.each(["cid", "bid/cid/records", "/cid", "bid/"])("refuses %s as a collection", (name) => {
  expect(() => backportedRecords.configure({ ...params, backports: { "bid/cid": name } })).toThrow(
    "expected bucket/collection",
  );
});
