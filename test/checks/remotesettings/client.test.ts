import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type Client, createClient } from "../../../checks/remotesettings/_client.ts";
import { fetchSignedResources } from "../../../checks/remotesettings/_resources.ts";
import { type CheckContext, defineCheck, type Json } from "../../../src/check.ts";
import { type FakeRun, fakeHost, json, type Route, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const CID = { bucket: "bid", collection: "cid" };
const RECORDS = "/buckets/bid/collections/cid/records";

/** What `work` makes of a server, in a check of its own. */
async function within(work: (ctx: CheckContext) => Promise<Json>, options: FakeRun): Promise<unknown> {
  const check = defineCheck({
    documentation: "Works.",
    params: z.strictObject({}),
    run: async (ctx) => ({ success: true, data: await work(ctx) }),
  });
  const outcome = await runCheck(check, {}, options);
  return outcome.status === "errored" ? outcome.error : outcome.data;
}

const ask = (work: (client: Client) => Promise<Json>, routes: Readonly<Record<string, Route>>) =>
  within((ctx) => work(createClient(ctx, SERVER)), { routes });

describe("auth", () => {
  test.each([
    ["admin:s3cr3t", "Basic YWRtaW46czNjcjN0"],
    ["admin:pässwörd", "Basic YWRtaW46cMOkc3N3w7ZyZA=="],
    ["Bearer mytoken", "Bearer mytoken"],
    ["", null],
  ])("%j is sent as %j", async (auth, expected) => {
    let seen: string | null | undefined;
    const answer: Route = ({ headers }) => {
      seen = headers.get("authorization");
      return json({ data: [] });
    };

    await within(async (ctx) => (await createClient(ctx, SERVER, auth).getRecords(CID)).length, {
      routes: { [`GET ${SERVER}${RECORDS}`]: answer },
    });

    expect(seen).toBe(expected);
  });
});

describe("monitor/changes", () => {
  const entry = { bucket: "bid", collection: "cid", last_modified: 42 };
  const monitor = (query: string) => MONITOR.replace("_expected=0", query);

  test.each([
    [{}, "_expected=0"],
    [{ bustCache: true }, "_expected=999999800000"],
    [{ params: { _since: 7 } }, "_since=7&_expected=0"],
  ])("asked with %j has the query %s", async (options, query) => {
    const routes = serve({ [monitor(query)]: monitoring({ "bid/cid": 42 }) });

    expect(await ask(async (client) => [...(await client.getMonitorChanges(options))], routes)).toEqual([
      entry,
    ]);
  });
});

describe("a list", () => {
  const page = (id: string, next?: string) =>
    json({ data: [{ id }] }, next === undefined ? {} : { headers: { "next-page": next } });
  const ids = (client: Client) => client.getRecords(CID).then((records) => records.map(({ id }) => id));
  const asked = (query = "") => `GET ${SERVER}${RECORDS}${query}`;

  test("is read to its last page (defect 11: the original read one)", async () => {
    const routes = {
      [asked()]: page("a", `${SERVER}${RECORDS}?_token=b`),
      [asked("?_token=b")]: page("b", `${SERVER}${RECORDS}?_token=c`),
      [asked("?_token=c")]: page("c"),
    };

    expect(await ask(ids, routes)).toEqual(["a", "b", "c"]);
  });

  test("of which a part is asked for has one page", async () => {
    const path = "/buckets/bid/history?_limit=1";
    const routes = serve({ [path]: page("a", `${SERVER}${path}&_token=b`) });

    const found = await ask(
      (client) => client.getHistory("bid", z.object({ id: z.string() }), { _limit: 1 }),
      routes,
    );

    expect(found).toEqual([{ id: "a" }]);
  });

  test.each(["https://evil.example/v1/", "//evil.example/", "http://[", "file:///etc/passwd"])(
    "does not go on at %s, where the credentials would go along",
    async (next) => {
      expect(await ask(ids, { [asked()]: page("a", next) })).toMatchObject({
        message: expect.stringMatching(/its next page is on another server$/),
      });
    },
  );

  test("without end is left", async () => {
    expect(await ask(ids, { [asked()]: () => page("a", `${SERVER}${RECORDS}`) })).toMatchObject({
      message: expect.stringMatching(/over 1000 pages$/),
    });
  });
});

describe("the timestamp of records", () => {
  const head = (etag?: string) => ({
    [`HEAD ${SERVER}${RECORDS}`]: new Response(null, etag === undefined ? {} : { headers: { etag } }),
  });
  const timestamp = (client: Client) => client.getRecordsTimestamp(CID);

  test.each(['"1700000000000"', 'W/"1700000000000"'])("is that of the ETag %s", async (etag) => {
    expect(await ask(timestamp, head(etag))).toBe(1_700_000_000_000);
  });

  test.each([
    [undefined, "no ETag"],
    ['"abc"', "its ETag is no timestamp"],
    ['"17000000000000000000"', "its ETag is no timestamp"],
  ])("cannot be told by the ETag %s", async (etag, message) => {
    expect(await ask(timestamp, head(etag))).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe("the timestamp of a changeset", () => {
  const path = "/buckets/bid/collections/cid/changeset?_expected=42";
  const timestamp = (client: Client) => client.getTimestamp(CID, { expected: 42 });
  /** As a body of so many bytes a piece. */
  const inPieces = (text: string, size: number) => {
    const encoder = new TextEncoder();
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      encoder.encode(text.slice(index * size, (index + 1) * size)),
    );
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    return new Response(body);
  };

  const metadata = JSON.stringify({
    timestamp: 1,
    text: 'a "timestamp":2, \\" {[',
    list: [{ timestamp: 3 }],
  });
  const changeset = `{"metadata":${metadata},"note":"x\\"timestamp\\":4,","timestamp":42,"changes":[{"timestamp":5}]}`;

  test.each([1, 2, 7, 1000])("is found in pieces of %i, and not where it is none", async (size) => {
    expect(await ask(timestamp, serve({ [path]: inPieces(changeset, size) }))).toBe(42);
  });

  test("is found without reading the records", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(
          new TextEncoder().encode(sent === 1 ? '{"timestamp":42,"changes":[' : '{"id":"a"},'),
        );
      },
    });

    expect(await ask(timestamp, serve({ [path]: new Response(endless) }))).toBe(42);
    expect(sent).toBeLessThan(5);
  });

  test.each([
    ["a text", '{"timestamp":"42"}'],
    ["a fraction", '{"timestamp":42.5}'],
    ["none", '{"changes":[]}'],
    ["a web page", "<html>"],
    ["a list", '[{"timestamp":42}]'],
    ["half a number", '{"timestamp":4'],
    ["nothing", ""],
    ["names without end", `{${'"a":1,'.repeat(5000)}"timestamp":42}`],
  ])("cannot be told where there is %s", async (_, text) => {
    expect(await ask(timestamp, serve({ [path]: inPieces(text, 100) }))).toMatchObject({
      message: expect.stringMatching(/cid\/changeset: timestamp: expected int$/),
    });
  });
});

test("an answer that is no JSON is told as what it is, with the address and without its query", async () => {
  const page = new Response("<html>", { headers: { "content-type": "text/html; charset=utf-8" } });

  const error = await ask(async (client) => (await client.getRecords(CID, { a: "secret" })).length, {
    [`GET ${SERVER}${RECORDS}?a=secret`]: page,
  });

  expect(error).toEqual({
    type: "SyntaxError",
    message: `Cannot read ${SERVER}${RECORDS}: the answer is not JSON but text/html`,
  });
});

describe("signed collections", () => {
  const resources = (routes: Readonly<Record<string, Route>>) =>
    within(async (ctx) => z.json().parse(await fetchSignedResources(ctx, SERVER, "")), { routes });
  const explicit = {
    source: { bucket: "security-workspace", collection: "blocklist" },
    destination: { bucket: "security", collection: "blocklist" },
  };
  const { signer } = signing({ blog: ["blog-workspace", "blog-preview"] }).capabilities;
  const root = { capabilities: { signer: { resources: [...signer.resources, explicit] } } };
  const workspace = { "/buckets/blog-workspace/collections": { data: [{ id: "articles" }] } };

  test("are those of whole buckets and those that are named, without previews", async () => {
    const changes = { "blog/articles": 42, "security/blocklist": 41, "blog-preview/articles": 40 };

    const found = await resources(serve({ "/": root, ...workspace, [SORTED_MONITOR]: monitoring(changes) }));

    expect(found).toEqual([
      {
        last_modified: 42,
        source: { bucket: "blog-workspace", collection: "articles" },
        preview: { bucket: "blog-preview", collection: "articles" },
        destination: { bucket: "blog", collection: "articles" },
      },
      { last_modified: 41, ...explicit },
    ]);
  });

  test.each([
    [
      "published and not signed",
      { "blog/articles": 42, "security/blocklist": 41, "other/cid": 1 },
      "Unknown signed collection other/cid",
    ],
    [
      "signed and not published",
      { "blog/articles": 42 },
      "security-workspace/blocklist missing from monitor/changes",
    ],
  ])("are refused where one is %s", async (_, changes, message) => {
    const routes = serve({ "/": root, ...workspace, [SORTED_MONITOR]: monitoring(changes) });

    expect(await resources(routes)).toEqual({ type: "MismatchedCollectionError", message });
  });

  test("are none on a server that signs nothing", async () => {
    const host = fakeHost({ routes: serve({ "/": { capabilities: {} } }) });

    const found = await within(async (ctx) => (await fetchSignedResources(ctx, SERVER, "")).length, { host });

    expect(found).toEqual({
      type: "MissingSignerCapabilityError",
      message: "No signer capabilities found. Run on *writer* server!",
    });
  });
});
