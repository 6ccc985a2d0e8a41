import { expect, test } from "vitest";
import signaturesAge from "../../../checks/remotesettings/signatures_age.ts";
import { fakeHost, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "", max_age: 4 };
const COLLECTION = "/buckets/bid-workspace/collections/cid";

const signedOn = (last_signature_date: unknown) =>
  serve({
    "/": signing({ bid: ["bid-workspace"] }),
    "/buckets/bid-workspace/collections": { data: [{ id: "cid" }] },
    [SORTED_MONITOR]: monitoring({ "bid/cid": 42 }),
    [COLLECTION]: { data: { id: "cid", last_signature_date } },
  });

test("passes when signatures are recent enough, in whole hours", async () => {
  const routes = signedOn("2026-11-22T07:00:00.142054+00:00");

  expect(await runCheck(signaturesAge, params, { routes })).toMatchObject({ status: "passed", data: {} });
});

test("fails, with the hours, when they are not", async () => {
  const routes = signedOn("2026-11-22T06:59:59.142054+00:00");

  expect(await runCheck(signaturesAge, params, { routes })).toMatchObject({
    status: "failed",
    data: { "bid-workspace/cid": 5 },
  });
});

test("counts the hours since the last signature", async () => {
  const routes = signedOn("2019-09-08T15:11:09.142054+00:00");
  const clock = { now: Date.parse("2019-09-09T14:57:38.297Z") };

  const outcome = await runCheck(signaturesAge, { ...params, max_age: 22 }, { routes, clock });

  expect(outcome).toMatchObject({ data: { "bid-workspace/cid": 23 } });
});

test("converts the zone of a date (defect 9: it was overwritten)", async () => {
  const routes = signedOn("2026-11-22T09:00:00+02:00");

  expect(await runCheck(signaturesAge, params, { routes })).toMatchObject({
    data: { "bid-workspace/cid": 5 },
  });
});

test("sends no empty Authorization header (defect 11)", async () => {
  const seen: (string | null)[] = [];
  const host = fakeHost({ routes: signedOn("2026-11-22T11:00:00Z") });
  const fetch: typeof host.fetch = (url, init) => {
    seen.push(new Headers(init.headers).get("authorization"));
    return host.fetch(url, init);
  };

  await runCheck(signaturesAge, params, { host: { ...host, fetch } });

  expect(new Set(seen)).toEqual(new Set([null]));
});

test("cannot tell when the server cannot be reached", async () => {
  expect(await runCheck(signaturesAge, params)).toMatchObject({ status: "errored" });
});

test.each([
  ["of a collection that was never signed", undefined],
  ["of a null", null],
  ["of a number", 1_600_000_000_000],
  ["of a text that is no date", "yesterday"],
])("cannot tell %s, and names the collection", async (_, date) => {
  const outcome = await runCheck(signaturesAge, params, { routes: signedOn(date) });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`${COLLECTION}: last_signature_date: `) },
  });
});

test("cannot tell on a server that signs nothing", async () => {
  const outcome = await runCheck(signaturesAge, params, { routes: serve({ "/": { capabilities: {} } }) });

  expect(outcome).toMatchObject({
    error: { type: "MissingSignerCapabilityError", message: expect.stringContaining("*writer*") },
  });
});
