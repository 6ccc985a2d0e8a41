import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import attachmentsBundles from "../../../checks/remotesettings/attachments_bundles.ts";
import { fakeHost, json, type Route, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "" };
const CDN = "http://cdn.example/";
const BASE = Date.parse("1982-05-08T00:01:01Z");
const HOUR_MS = 3_600_000;

/** A zip of files that each hold their own name, as its format has been since 1989. */
function zipOf(names: readonly string[], comment = ""): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const name of names) {
    const data = deflateRawSync(name);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt32LE(data.length, 20);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(Buffer.concat(files).length, 42);
    directory.push(header, Buffer.from(name));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    files.push(local, Buffer.from(name), data);
  }
  const [content, index] = [Buffer.concat(files), Buffer.concat(directory)];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(content.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([content, index, end, Buffer.from(comment)]);
}

const published = { headers: { "last-modified": "Sat, 08 May 1982 00:01:01 GMT" } };
const three = zipOf(["a", "b", "c"]);
const bundle = (zip: Buffer) => new Response(Uint8Array.from(zip), published);

/** A server on which every bundled collection has a zip, or what stands in its place. */
function serving(
  bundles: Readonly<Record<string, Route>>,
  changed: Readonly<Record<string, number>> = {},
  documents: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, Route>> {
  const names = Object.keys(bundles);
  const signed = names.map((name) => [`main/${name}`, changed[name] ?? BASE]);
  const metadata = names.map((id) => [
    `/buckets/main-workspace/collections/${id}`,
    { data: { id, attachment: { bundle: id !== "no-bundle" } } },
  ]);
  const { capabilities } = signing({ main: ["main-workspace", "main-preview"] });
  return {
    ...serve({
      "/": { capabilities: { ...capabilities, attachments: { base_url: CDN } } },
      "/buckets/main-workspace/collections": { data: names.map((id) => ({ id })) },
      [SORTED_MONITOR]: monitoring(Object.fromEntries(signed)),
      ...Object.fromEntries(metadata),
      ...documents,
    }),
    ...Object.fromEntries(
      names.map((name) => [`GET ${CDN}bundles/main--${name}.zip`, bundles[name] ?? json({})]),
    ),
  };
}

const check = (routes: Readonly<Record<string, Route>>) => runCheck(attachmentsBundles, params, { routes });
const changesetOf = (name: string) => `/buckets/main/collections/${name}/changeset?_expected=0`;

test("passes when the bundles are there, even late ones", async () => {
  const bundles = { ok: bundle(three), late: bundle(three), outdated: bundle(three), "no-bundle": json({}) };
  const changed = { late: BASE + 600_000, outdated: BASE + 24 * HOUR_MS + 60_000 };

  const outcome = await check(serving(bundles, changed));

  const found = { size: three.length, attachments: 3, publication_timestamp: "1982-05-08T00:01:01+00:00" };
  expect(outcome).toEqual({
    status: "passed",
    value: null,
    data: {
      "main/ok": { ...found, status: "ok", collection_timestamp: "1982-05-08T00:01:01+00:00" },
      "main/late": { ...found, status: "ok", collection_timestamp: "1982-05-08T00:11:01+00:00" },
      "main/outdated": { ...found, status: "outdated", collection_timestamp: "1982-05-09T00:02:01+00:00" },
    },
  });
});

test("fails when a bundle is missing, or is no zip", async () => {
  const gone = new Response("not found", { status: 404 });
  const outcome = await check(
    serving(
      { missing: gone, "no-records": gone, badzip: new Response("boom") },
      {},
      {
        [changesetOf("missing")]: { changes: [{ id: "a" }, { id: "b" }] },
        [changesetOf("no-records")]: { changes: [] },
      },
    ),
  );

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "main/missing": { status: "missing" },
      "main/no-records": { status: "no records" },
      "main/badzip": { status: "bad zip" },
    },
  });
});

test("asks a server for no more than the end of a zip", async () => {
  const many = zipOf(Array.from({ length: 4000 }, (_, index) => `a-file-with-a-name-${index}`));
  const tail = many.subarray(-65_633);
  let range: string | null = null;
  const answer: Route = ({ headers }) => {
    range = headers.get("range");
    const contentRange = `bytes ${many.length - tail.length}-${many.length - 1}/${many.length}`;
    return new Response(Uint8Array.from(tail), { status: 206, headers: { "content-range": contentRange } });
  };

  const outcome = await check(serving({ large: answer }));

  expect(range).toBe("bytes=-65633");
  expect(outcome).toMatchObject({
    data: { "main/large": { status: "outdated", size: many.length, attachments: 4000 } },
  });
});

test("reads a zip to its end where the server knows no ranges, whatever its size", async () => {
  const zip = zipOf(["a"]);
  const padded = Buffer.concat([Buffer.alloc(20 * 1024 * 1024), zip]);

  const outcome = await check(serving({ padded: () => bundle(padded) }));

  expect(outcome).toMatchObject({ data: { "main/padded": { size: padded.length, attachments: 1 } } });
});

test("is not taken in by the comment of a zip", async () => {
  const comment = zipOf(["x", "y"]).toString("latin1").slice(-22);

  const outcome = await check(serving({ ok: bundle(zipOf(["a", "b", "c"], comment)) }));

  expect(outcome).toMatchObject({ data: { "main/ok": { attachments: 3 } } });
});

test.each([
  ["cut off", three.subarray(0, -10)],
  ["without its beginning", three.subarray(40)],
  ["empty", Buffer.alloc(0)],
  ["of zeros", Buffer.alloc(100)],
])("a zip that is %s is a bad one", async (_, zip) => {
  expect(await check(serving({ broken: bundle(zip) }))).toMatchObject({
    status: "failed",
    data: { "main/broken": { status: "bad zip" } },
  });
});

test("an empty zip is one of nothing", async () => {
  expect(await check(serving({ none: bundle(zipOf([])) }))).toMatchObject({
    status: "passed",
    data: { "main/none": { attachments: 0 } },
  });
});

test("a zip without a date was published in 1970", async () => {
  const outcome = await check(serving({ ok: new Response(Uint8Array.from(three)) }));

  expect(outcome).toMatchObject({
    data: { "main/ok": { status: "outdated", publication_timestamp: "1970-01-01T00:00:00+00:00" } },
  });
});

test("cannot tell when no collection has its attachments bundled", async () => {
  expect(await check(serving({ "no-bundle": json({}) }))).toMatchObject({
    status: "errored",
    error: { message: `Cannot check the bundles of ${SERVER}: no collection has its attachments bundled` },
  });
});

test("cannot tell when the server, or that of the bundles, cannot be reached", async () => {
  const unreachable = await check({});
  const { [`GET ${CDN}bundles/main--ok.zip`]: _, ...withoutCdn } = serving({ ok: json({}) });
  const noBundles = await runCheck(attachmentsBundles, params, { host: fakeHost({ routes: withoutCdn }) });

  expect(unreachable).toMatchObject({ status: "errored" });
  expect(noBundles).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("bundles/main--ok.zip") },
  });
});

test.each([
  ["metadata of text", { data: { attachment: "bundle" } }, "attachment: "],
  ["a bundle in words", { data: { attachment: { bundle: "yes" } } }, "attachment.bundle: "],
  ["null", { data: null }, "expected object"],
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } }), "text/html"],
])("names the collection for which the server has %s", async (_, metadata, reason) => {
  const path = "/buckets/main-workspace/collections/ok";

  const outcome = await check(serving({ ok: bundle(three) }, {}, { [path]: metadata }));

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(reason) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(path) } });
});
