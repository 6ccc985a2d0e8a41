import { expect, test } from "vitest";
import crliteFilterAge from "../../../checks/remotesettings/crlite_filter_age.ts";
import { NOON, runCheck } from "../../fake_host.ts";
import { SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
const RECORDS = "/buckets/security-state/collections/cert-revocations/records";
const HOUR_MS = 3_600_000;

const aged = (hours: readonly number[]) =>
  serve({
    [RECORDS]: { data: hours.map((age) => ({ id: `${age}`, effectiveTimestamp: NOON - age * HOUR_MS })) },
  });

test("passes when the newest filter is recent", async () => {
  const outcome = await runCheck(crliteFilterAge, params, { routes: aged([11, 5, 42]) });

  expect(outcome).toMatchObject({ status: "passed", data: 5, value: 5 });
});

test("fails when it is not", async () => {
  const outcome = await runCheck(crliteFilterAge, params, { routes: aged([61, 55, 42]) });

  expect(outcome).toMatchObject({ status: "failed", data: 42 });
});

test("passes at the very limit", async () => {
  const outcome = await runCheck(crliteFilterAge, params, { routes: aged([24]) });

  expect(outcome).toMatchObject({ status: "passed", data: 24 });
});

test("takes a record without a timestamp for an old one", async () => {
  const routes = serve({ [RECORDS]: { data: [{ id: "a" }, { id: "b", effectiveTimestamp: null }] } });

  const outcome = await runCheck(crliteFilterAge, params, { routes });

  expect(outcome).toMatchObject({ status: "failed", data: NOON / HOUR_MS });
});

test("finds the newest of 100,000", async () => {
  const hours = Array.from({ length: 100_000 }, (_, index) => 3 + (index % 1000));

  const outcome = await runCheck(crliteFilterAge, params, { routes: aged(hours) });

  expect(outcome).toMatchObject({ status: "passed", data: 3 });
});

test("cannot tell when the server cannot be reached", async () => {
  expect(await runCheck(crliteFilterAge, params)).toMatchObject({ status: "errored" });
});

test.each([
  [
    "there are no records",
    [],
    `Cannot tell the age of security-state/cert-revocations on ${SERVER}: no records`,
  ],
  ["a timestamp is a text", [{ id: "a", effectiveTimestamp: "1" }], "0.effectiveTimestamp: "],
  ["a timestamp is a fraction", [{ id: "a", effectiveTimestamp: 1.5 }], "0.effectiveTimestamp: "],
  ["a record is null", [null], "data.0: expected an object with an id"],
])("cannot tell where %s", async (_, data, message) => {
  const outcome = await runCheck(crliteFilterAge, params, { routes: serve({ [RECORDS]: { data } }) });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(message) } });
});
