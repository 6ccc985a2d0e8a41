import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import collectionsConsistency from "../../../checks/remotesettings/collections_consistency.ts";
import { json, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "monitor:secret" };
const ARTICLES = "/buckets/blog-workspace/collections/articles";
const BLOCKLIST = "/buckets/security-workspace/collections/blocklist";

/** Blog articles are reviewed in a preview, the blocklist is not. Both are in progress, unless told otherwise. */
const WRITER = {
  "/": signing({ blog: ["blog-workspace", "blog-preview"], security: ["security-workspace"] }),
  [SORTED_MONITOR]: monitoring({
    "blog/articles": 42,
    "security/blocklist": 41,
    "blog-preview/articles": 40,
  }),
  "/buckets/blog-workspace/collections": { data: [{ id: "articles" }] },
  "/buckets/security-workspace/collections": { data: [{ id: "blocklist" }] },
  [ARTICLES]: { data: { status: "work-in-progress" } },
  [BLOCKLIST]: { data: { status: "work-in-progress" } },
};

type Records = readonly Readonly<Record<string, string>>[];

function articles(status: unknown, records: Readonly<Record<"source" | "preview" | "destination", Records>>) {
  return {
    ...WRITER,
    [ARTICLES]: { data: { status } },
    [`${ARTICLES}/records`]: { data: records.source },
    "/buckets/blog-preview/collections/articles/records": { data: records.preview },
    "/buckets/blog/collections/articles/records": { data: records.destination },
  };
}

function blocklist(status: unknown, records: Readonly<Record<"source" | "destination", Records>>) {
  return {
    ...WRITER,
    [BLOCKLIST]: { data: { status } },
    [`${BLOCKLIST}/records`]: { data: records.source },
    "/buckets/security/collections/blocklist/records": { data: records.destination },
  };
}

async function check(documents: Readonly<Record<string, unknown>>) {
  return await runCheck(collectionsConsistency, params, { routes: serve(documents) });
}

const [ABC, DEF, XYZ] = [{ id: "abc" }, { id: "def" }, { id: "xyz" }];

test("passes when nothing is known to be wrong, without looking at what is in progress", async () => {
  const outcome = await check(WRITER);

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes when what is signed without review is published", async () => {
  const outcome = await check(blocklist("signed", { source: [ABC, DEF], destination: [DEF, ABC] }));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes when what waits for review is in the preview, and not yet published", async () => {
  const outcome = await check(
    articles("to-review", { source: [ABC, DEF], preview: [ABC, DEF], destination: [ABC] }),
  );

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

describe.each([
  ["there is no status", { ...WRITER, [ARTICLES]: { data: {} } }, '"status" attribute missing'],
  [
    "the status is unknown",
    { ...WRITER, [ARTICLES]: { data: { status: "to-resign" } } },
    "Unexpected status 'to-resign'",
  ],
  [
    "the preview is not what waits for review",
    articles("to-review", {
      source: [{ id: "abc" }, { id: "def", v: "a" }, { id: "ghi" }, { id: "jkl" }],
      preview: [{ id: "abc" }, { id: "def", v: "b" }, { id: "jkl", v: "bam" }],
      destination: [],
    }),
    "status: 'to-review'. 1 record present in source but missing in preview ('ghi'), 2 records differ between source and preview ('def', 'jkl')",
  ],
  [
    "the preview lacks what is signed",
    articles("signed", { source: [ABC, XYZ], preview: [ABC], destination: [ABC] }),
    "status: 'signed'. 1 record present in source but missing in preview ('xyz')",
  ],
  [
    "more is published than was reviewed",
    articles("signed", { source: [ABC], preview: [ABC], destination: [ABC, XYZ] }),
    "status: 'signed'. 1 record present in destination but missing in preview ('xyz')",
  ],
  [
    "what was never reviewed is not published",
    articles(null, { source: [ABC], preview: [ABC], destination: [] }),
    "status: 'None'. 1 record present in preview but missing in destination ('abc')",
  ],
])("when %s", (_, documents, reason) => {
  test("fails, with the reason", async () => {
    const outcome = await check(documents);

    expect(outcome).toMatchObject({ status: "failed", data: { "blog/articles": reason } });
  });
});

test("fails when more is published than is signed without review", async () => {
  const outcome = await check(blocklist("signed", { source: [ABC], destination: [ABC, XYZ] }));

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "security/blocklist": "status: 'signed'. 1 record present in destination but missing in source ('xyz')",
    },
  });
});

test("fails when what nobody reviews waits for review", async () => {
  const outcome = await check({ ...WRITER, [BLOCKLIST]: { data: { status: "to-review" } } });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "security/blocklist": "security-workspace/blocklist should not have 'to-review' status" },
  });
});

test("fails, alone, with a collection that is signed and not published", async () => {
  const outcome = await check({
    ...WRITER,
    "/buckets/blog-workspace/collections": { data: [{ id: "articles" }, { id: "extra" }] },
  });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "blog-workspace/extra": "blog-workspace/extra missing from monitor/changes" },
  });
});

test("fails, alone, with a collection that is published and not signed", async () => {
  const outcome = await check({ ...WRITER, [SORTED_MONITOR]: monitoring({ "other/mystery": 42 }) });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "other/mystery": "Unknown signed collection other/mystery" },
  });
});

test("shows all that is wrong", async () => {
  const outcome = await check({ ...WRITER, [ARTICLES]: { data: {} }, [BLOCKLIST]: { data: {} } });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "blog/articles": '"status" attribute missing',
      "security/blocklist": '"status" attribute missing',
    },
  });
});

test("compares what is on the second page too (defect 11: it was lost)", async () => {
  const records = `${ARTICLES}/records`;
  const first = json({ data: [ABC] }, { headers: { "next-page": `${SERVER}${records}?_token=2` } });

  const outcome = await check({
    ...articles("signed", { source: [], preview: [ABC], destination: [ABC] }),
    [records]: first,
    [`${records}?_token=2`]: { data: [XYZ] },
  });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "blog/articles": expect.stringContaining("'xyz'") },
  });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(collectionsConsistency, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("cannot tell of a server that does not sign", async () => {
  const outcome = await check({ ...WRITER, "/": { capabilities: {} } });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining("writer") } });
});

test.each([
  [
    "refuses the user",
    json({ message: "Please authenticate yourself" }, { status: 401 }),
    "authenticate yourself",
  ],
  [
    "answers with a web page",
    new Response("<html>", { headers: { "content-type": "text/html" } }),
    "text/html",
  ],
  ["answers with null", json({ data: null }), "expected object"],
  ["answers with a status that is none", json({ data: { status: 3 } }), "status: "],
])("names the collection for which the server %s", async (_, answer, reason) => {
  const outcome = await check({ ...WRITER, [ARTICLES]: answer });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(ARTICLES) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(reason) } });
});

test.each([
  ["a bucket that is gone", json({ message: "no such bucket" }, { status: 404 }), "no such bucket"],
  ["a list that is none", json({ data: null }), "data: "],
  ["a collection without id", json({ data: [{}] }), "data.0.id"],
])("names %s", async (_, answer, reason) => {
  const outcome = await check({ ...WRITER, "/buckets/blog-workspace/collections": answer });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(reason) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining("blog-workspace") } });
});

test("compares 100,000 records in the memory of a Worker", async () => {
  // Of its 128 MiB the isolate needs some for itself.
  const resourceLimits = { maxOldGenerationSizeMb: 80 };
  const thread = new Worker(new URL("large_collection.ts", import.meta.url), { resourceLimits });

  const [outcome] = await once(thread, "message");

  expect(outcome).toMatchObject({ status: "passed", data: {} });
}, 30_000);
