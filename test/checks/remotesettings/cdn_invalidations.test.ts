import { expect, test } from "vitest";
import cdnInvalidations from "../../../checks/remotesettings/cdn_invalidations.ts";
import { NOON, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, serve } from "./documents.ts";

const ORIGIN = "http://origin.example/v1";
const CDN = "http://cdn.example/v1";
const params = { origin_server: ORIGIN, cdn_server: CDN };
const CHANGESET = "/buckets/main/collections/cfr/changeset?_expected=42";
const TWO_HOURS_AGO = NOON - 7_200_000;

function network(cdn: number) {
  const monitor = { [MONITOR]: monitoring({ "main/cfr": 42 }) };
  return {
    routes: {
      ...serve({ ...monitor, [CHANGESET]: { timestamp: TWO_HOURS_AGO } }, ORIGIN),
      ...serve({ ...monitor, [CHANGESET]: { timestamp: cdn } }, CDN),
    },
  };
}

test("passes when the CDN serves what its origin serves", async () => {
  const outcome = await runCheck(cdnInvalidations, params, network(TWO_HOURS_AGO));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("fails, with both timestamps, when the CDN's copy is older than its time to live", async () => {
  const outcome = await runCheck(cdnInvalidations, params, network(42));

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "main/cfr": { source: { timestamp: TWO_HOURS_AGO }, target: { timestamp: 42 } } },
  });
});

test("passes while the copy may still be served", async () => {
  const outcome = await runCheck(cdnInvalidations, { ...params, ttl_seconds: 7201 }, network(42));

  expect(outcome.status).toBe("passed");
});

test("cannot tell when the CDN cannot be reached", async () => {
  const { routes } = network(42);

  const outcome = await runCheck(
    cdnInvalidations,
    { ...params, cdn_server: "http://dead.example/v1" },
    { routes },
  );

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("dead.example") },
  });
});
