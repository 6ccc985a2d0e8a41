import { expect, test } from "vitest";
import attachmentsAvailability from "../../../checks/remotesettings/attachments_availability.ts";
import { fakeHost, type Route, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
const CDN = "http://cdn.example/";
const ROOT = { capabilities: { attachments: { base_url: CDN } } };
const CHANGESET = "/buckets/bid/collections/cid/changeset?_expected=42";

const there = new Response(null);

function serving(changes: readonly unknown[], files: Readonly<Record<string, Route>> = {}) {
  const heads = Object.entries(files).map(([name, route]) => [`HEAD ${CDN}${name}`, route]);
  return {
    ...serve({ "/": ROOT, [MONITOR]: monitoring({ "bid/cid": 42 }), [CHANGESET]: { changes } }),
    ...Object.fromEntries(heads),
  };
}

const attached = (location: unknown) => ({ id: `${location}`, attachment: { location } });

test("passes when every attachment is there", async () => {
  const changes = [
    attached("file1.jpg"),
    attached("file2.jpg"),
    { id: "none" },
    { id: "null", attachment: null },
  ];
  const routes = serving(changes, { "file1.jpg": there, "file2.jpg": there });

  const outcome = await runCheck(attachmentsAvailability, params, { routes });

  expect(outcome).toMatchObject({ status: "passed", data: { missing: [], checked: 2, total: 2 } });
});

test("fails, with their addresses, when some are not", async () => {
  const routes = serving(["file.jpg", "missing.jpg", "gone.jpg"].map(attached), {
    "file.jpg": there,
    "gone.jpg": new Response(null, { status: 404 }),
  });

  const outcome = await runCheck(attachmentsAvailability, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { missing: [`${CDN}missing.jpg`, `${CDN}gone.jpg`], checked: 3, total: 3 },
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
])("of a hundred attachments, %j are those from %i to %i", async (slice_percent, first, last) => {
  const names = Array.from({ length: 100 }, (_, index) => `file${index}.jpg`);
  const host = fakeHost({
    routes: serving(names.map(attached), Object.fromEntries(names.map((name) => [name, there]))),
  });

  await runCheck(attachmentsAvailability, { ...params, slice_percent }, { host });

  const asked = host.requests.filter((request) => request.startsWith("HEAD"));
  expect(asked).toEqual(names.slice(first, last + 1).map((name) => `HEAD ${CDN}${name}`));
});

test("follows a redirect to where the attachment is (defect 8: a HEAD did not)", async () => {
  const moved = new Response(null, { status: 302, headers: { location: `${CDN}new.jpg` } });
  const routes = serving([attached("old.jpg")], { "old.jpg": moved, "new.jpg": there });

  const outcome = await runCheck(attachmentsAvailability, params, { routes });

  expect(outcome).toMatchObject({ status: "passed" });
});

test("an attachment that is never answered is missing (defect 1: the original crashed)", async () => {
  const routes = serving([attached("slow.jpg")], { "slow.jpg": () => new Promise(() => {}) });

  const outcome = await runCheck(attachmentsAvailability, params, { routes, http: { timeoutMs: 20 } });

  expect(outcome).toMatchObject({ status: "failed", data: { missing: [`${CDN}slow.jpg`] } });
});

test("asks once for what several records share, and leaves previews out", async () => {
  const routes = {
    ...serving([attached("file.jpg"), attached("file.jpg")], { "file.jpg": there }),
    ...serve({ [MONITOR]: monitoring({ "bid/cid": 42, "bid-preview/cid": 43 }) }),
  };
  const host = fakeHost({ routes });

  const outcome = await runCheck(attachmentsAvailability, params, { host });

  expect(outcome).toMatchObject({ data: { checked: 2, total: 2 } });
  expect(host.requests.filter((request) => request.startsWith("HEAD"))).toHaveLength(1);
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(attachmentsAvailability, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test.each([
  ["a location that is a number", [attached(1)], "an attachment of bid/cid: location"],
  ["a location that is null", [attached(null)], "an attachment of bid/cid: location"],
  [
    "an attachment that is a text",
    [{ id: "a", attachment: "file.jpg" }],
    "an attachment of bid/cid: document",
  ],
  ["records that are null", null, "/bid/collections/cid/changeset: changes"],
])("names the collection of %s", async (_, changes, message) => {
  const routes = {
    ...serving([]),
    ...serve({ [CHANGESET]: { changes } }),
  };

  const outcome = await runCheck(attachmentsAvailability, params, { routes });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(message) } });
});

test("cannot tell without attachments on the server", async () => {
  const routes = { ...serving([]), ...serve({ "/": { capabilities: {} } }) };

  const outcome = await runCheck(attachmentsAvailability, params, { routes });

  expect(outcome).toMatchObject({
    error: { message: expect.stringContaining("capabilities.attachments: ") },
  });
});

test("refuses a slice that ends before it begins", () => {
  expect(() => attachmentsAvailability.configure({ ...params, slice_percent: [50, 25] })).toThrow(
    "expected a range",
  );
});
