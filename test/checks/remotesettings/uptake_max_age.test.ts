import { expect, test } from "vitest";
import uptakeMaxAge from "../../../checks/remotesettings/uptake_max_age.ts";
import { askTelemetry } from "./telemetry.ts";

const SQUARES = Array.from({ length: 101 }, (_, index) => index ** 2);
const row = (age_percentiles: readonly number[]) => ({
  min_timestamp: "2026-11-22T08:00:00+00:00",
  max_timestamp: "2026-11-22T11:55:00.123456+00:00",
  channel: "release",
  age_percentiles,
});

test("passes where every percentile is below its maximum", async () => {
  const params = { max_percentiles: { "10": 101, "50": 2501 } };

  const { outcome } = await askTelemetry(uptakeMaxAge, params, { rows: [row(SQUARES)] });

  expect(outcome).toMatchObject({
    status: "passed",
    data: {
      min_timestamp: "2026-11-22T08:00:00+00:00",
      max_timestamp: "2026-11-22T11:55:00.123456+00:00",
      percentiles: { "10": { value: 100, max: 101 }, "50": { value: 2500, max: 2501 } },
    },
  });
});

test("fails where one reaches its maximum", async () => {
  const params = { max_percentiles: { "10": 100, "50": 2501 } };

  const { outcome } = await askTelemetry(uptakeMaxAge, params, { rows: [row(SQUARES)] });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { percentiles: { "10": { value: 100, max: 100 } } },
  });
});

test("passes without data: nothing was published", async () => {
  const { outcome } = await askTelemetry(uptakeMaxAge, { max_percentiles: { "10": 1 } });

  expect(outcome).toMatchObject({
    status: "passed",
    data: { percentiles: "No broadcast data during this period." },
  });
});

test("passes where there is but one value: too little to tell", async () => {
  const rows = [row(SQUARES.map(() => 23))];

  const { outcome } = await askTelemetry(uptakeMaxAge, { max_percentiles: { "10": 1 } }, { rows });

  expect(outcome).toMatchObject({
    status: "passed",
    data: { percentiles: "Not enough data during this period." },
  });
});

test("asks for reports after a broadcast, and counts the periods that had one", async () => {
  const { queries } = await askTelemetry(uptakeMaxAge, { max_percentiles: { "10": 1 } });

  expect(queries).toMatchObject([
    {
      query: expect.stringMatching(
        /extra_source = 'settings-changes-monitoring'.*extra_trigger = 'broadcast'.*ORDER BY COUNT\(\*\) DESC$/,
      ),
      params: {
        channels: ["release"],
        min_version: 140,
        sampling: 600,
        since: new Date("2026-11-22T06:00:00Z"),
      },
    },
  ]);
});

test("cannot tell where BigQuery is not configured", async () => {
  const error = new TypeError("Cannot query BigQuery: GOOGLE_APPLICATION_CREDENTIALS is not set");

  const { outcome } = await askTelemetry(uptakeMaxAge, { max_percentiles: { "10": 1 } }, { error });

  expect(outcome).toMatchObject({ status: "errored", error: { message: error.message } });
});

test.each([
  ["null", null, "0.age_percentiles"],
  ["texts", ["1"], "0.age_percentiles.0"],
  ["too few", [1, 2, 3], "no percentile 10 in 3"],
  ["none", [], "no percentile 10 in 0"],
])("cannot tell from percentiles that are %s", async (_, age_percentiles, message) => {
  const rows = [{ ...row(SQUARES), age_percentiles }];

  const { outcome } = await askTelemetry(uptakeMaxAge, { max_percentiles: { "10": 1 } }, { rows });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`Cannot read uptake telemetry: ${message}`) },
  });
});

test.each([{ "101": 1 }, { p50: 1 }, { "50": "fast" }, {}])("refuses %j as maximums", (max_percentiles) => {
  expect(() => uptakeMaxAge.configure({ max_percentiles })).toThrow();
});
