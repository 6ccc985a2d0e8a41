import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import attachmentsIntegrity from "../../../checks/remotesettings/attachments_integrity.ts";
import { createRedact } from "../../../src/run/redact.ts";
import { createSlots } from "../../../src/run/slots.ts";
import { run } from "../../../src/runner.ts";
import { createDigest } from "../../../src/runtime/digest.ts";
import { define, FAKE_HTTP, type FakeRun, fakeHost, type Route, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
const CDN = "http://cdn.example/";
const CHANGESET = "/buckets/bid/collections/cid/changeset?_expected=42";
const capabilities = { digest: createDigest };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const five = "a".repeat(5);
const ten = "a".repeat(10);

interface Declared {
  readonly location: string;
  readonly size: number;
  readonly hash: string;
}

function serving(attachments: readonly Declared[], files: Readonly<Record<string, Route>>) {
  const changes = attachments.map((attachment) => ({ id: attachment.location, attachment }));
  const gets = Object.entries(files).map(([name, route]) => [`GET ${CDN}${name}`, route]);
  return {
    ...serve({
      "/": { capabilities: { attachments: { base_url: CDN } } },
      [MONITOR]: monitoring({ "bid/cid": 42 }),
      [CHANGESET]: { changes: [...changes, { id: "without" }] },
    }),
    ...Object.fromEntries(gets),
  };
}

const check = (routes: Readonly<Record<string, Route>>, options: FakeRun = {}) =>
  runCheck(attachmentsIntegrity, params, { routes, capabilities, ...options });

test("passes when sizes and hashes are those of the records", async () => {
  const routes = serving(
    [
      { location: "file1.jpg", size: 5, hash: sha256(five) },
      { location: "file2.jpg", size: 10, hash: sha256(ten) },
    ],
    { "file1.jpg": new Response(five), "file2.jpg": new Response(ten) },
  );

  expect(await check(routes)).toMatchObject({ status: "passed", data: { bad: [], checked: 2, total: 2 } });
});

test("fails, the largest first, when they are not", async () => {
  const routes = serving(
    [
      { location: "file1.jpg", size: 7, hash: sha256(five) },
      { location: "missing.jpg", size: 7, hash: "" },
      { location: "file2.jpg", size: 10, hash: "foo" },
    ],
    { "file1.jpg": new Response(five), "file2.jpg": new Response(ten) },
  );

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: {
      bad: [
        { url: `${CDN}file2.jpg`, error: `hash differ (${sha256(ten)}!=foo)` },
        { url: `${CDN}file1.jpg`, error: "size differ (5!=7)" },
        { url: `${CDN}missing.jpg`, error: `Cannot reach ${CDN}missing.jpg: connect ECONNREFUSED` },
      ],
      checked: 3,
      total: 3,
    },
  });
});

test.each([
  [[0, 100], 0, 99],
  [[0, 25], 0, 24],
  [[25, 50], 25, 49],
  [[50, 75], 50, 74],
  [[75, 100], 75, 99],
  [[0, 33], 0, 32],
  [[33, 66], 33, 65],
  [[66, 100], 66, 99],
])("of a hundred equal attachments, %j are those from %i to %i", async (slice_percent, first, last) => {
  const declared = Array.from({ length: 100 }, (_, index) => ({
    location: `file${index}.jpg`,
    size: 10,
    hash: "",
  }));
  const host = fakeHost({ routes: serving(declared, {}), capabilities });

  await runCheck(attachmentsIntegrity, { ...params, slice_percent }, { host });

  const asked = host.requests.filter((request) => request.includes("file"));
  expect(asked).toEqual(declared.slice(first, last + 1).map(({ location }) => `GET ${CDN}${location}`));
});

test("the first half of the bytes may be one large attachment", async () => {
  const sizes = { small1: 10, large: 100, small2: 10, small3: 10 };
  const declared = Object.entries(sizes).map(([location, size]) => ({ location, size, hash: "" }));
  const host = fakeHost({ routes: serving(declared, {}), capabilities });

  await runCheck(attachmentsIntegrity, { ...params, slice_percent: [0, 50] }, { host });

  expect(host.requests.slice(3)).toEqual([`GET ${CDN}large`]);
});

test("an error page is told as such (defect 7: the status was ignored)", async () => {
  const page = "a".repeat(5);
  const routes = serving([{ location: "file.jpg", size: 5, hash: sha256(page) }], {
    "file.jpg": new Response(page, { status: 503 }),
  });

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: { bad: [{ url: `${CDN}file.jpg`, error: "status 503" }] },
  });
});

test("an attachment that is never complete is told as a time-out", async () => {
  const silent = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(2)) });
  const routes = serving([{ location: "slow.jpg", size: 5, hash: "" }], {
    "slow.jpg": () => new Response(silent),
  });

  expect(await check(routes, { http: { timeoutMs: 20 } })).toMatchObject({
    data: { bad: [{ url: `${CDN}slow.jpg`, error: "timeout" }] },
  });
});

test("an attachment without end is left", async () => {
  const mebibyte = new Uint8Array(1024 * 1024);
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(mebibyte);
    },
  });
  const routes = serving([{ location: "endless.jpg", size: 5, hash: "" }], {
    "endless.jpg": () => new Response(endless),
  });

  expect(await check(routes)).toMatchObject({
    data: { bad: [{ error: expect.stringMatching(/^size differ \(>\d+!=5\)$/) }] },
  });
  expect(sent).toBeLessThan(12);
});

test("five runs at once share one slot, and all end (defect 10: nested semaphores stood still)", async () => {
  const routes = serving(
    [
      { location: "file1.jpg", size: 5, hash: sha256(five) },
      { location: "file2.jpg", size: 10, hash: sha256(ten) },
    ],
    { "file1.jpg": new Response(five), "file2.jpg": new Response(ten) },
  );
  const options = {
    host: fakeHost({ routes, capabilities }),
    http: FAKE_HTTP,
    slots: createSlots(1),
    redact: createRedact([]),
  };

  const results = await Promise.all(
    Array.from({ length: 5 }, () => run(define(attachmentsIntegrity, params), options)),
  );

  expect(results.map((result) => result?.outcome.status)).toEqual(Array(5).fill("passed"));
});

test("cannot tell when the server cannot be reached", async () => {
  expect(await check({})).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test.each([
  ["a size in quotes", { size: "5" }, "an attachment of bid/cid: size: "],
  ["a negative size", { size: -1 }, "an attachment of bid/cid: size: "],
  ["no hash", { hash: undefined }, "an attachment of bid/cid: hash: "],
])("names the collection of %s", async (_, wrong, message) => {
  const attachment = { location: "file.jpg", size: 5, hash: "", ...wrong };
  const routes = { ...serving([], {}), ...serve({ [CHANGESET]: { changes: [{ id: "a", attachment }] } }) };

  expect(await check(routes)).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(message) },
  });
});
