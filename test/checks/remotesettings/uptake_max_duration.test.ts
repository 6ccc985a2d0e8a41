import { expect, test } from "vitest";
import uptakeMaxDuration from "../../../checks/remotesettings/uptake_max_duration.ts";
import { askTelemetry } from "./telemetry.ts";

const SQUARES = Array.from({ length: 101 }, (_, index) => index ** 2);
const ROW = {
  min_timestamp: "2026-11-22T08:00:00+00:00",
  max_timestamp: "2026-11-22T11:55:00+00:00",
  channel: "release",
  source: "settings-sync",
  duration_percentiles: SQUARES,
};

test("passes where every percentile is below its maximum", async () => {
  const params = { max_percentiles: { "10": 101, "50": 2501 } };

  const { outcome } = await askTelemetry(uptakeMaxDuration, params, { rows: [ROW] });

  expect(outcome).toMatchObject({
    status: "passed",
    data: {
      min_timestamp: "2026-11-22T08:00:00+00:00",
      max_timestamp: "2026-11-22T11:55:00+00:00",
      percentiles: { "10": { value: 100, max: 101 }, "50": { value: 2500, max: 2501 } },
    },
  });
});

test("fails where one reaches its maximum", async () => {
  const { outcome } = await askTelemetry(
    uptakeMaxDuration,
    { max_percentiles: { "10": 99 } },
    { rows: [ROW] },
  );

  expect(outcome).toMatchObject({
    status: "failed",
    data: { percentiles: { "10": { value: 100, max: 99 } } },
  });
});

test("cannot tell without data, and says of what", async () => {
  const params = { max_percentiles: { "10": 99 }, source: "settings-snyc", channels: ["beta", "esr"] };

  const { outcome } = await askTelemetry(uptakeMaxDuration, params);

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot tell: no data for source settings-snyc and channels beta, esr" },
  });
});

test("asks for the source by a parameter (defect 12: it was written into the SQL)", async () => {
  const source = "' OR ''='";

  const { queries } = await askTelemetry(uptakeMaxDuration, { max_percentiles: { "10": 1 }, source });

  expect(queries).toMatchObject([
    { query: expect.stringContaining("extra_source = @source"), params: { source, channels: ["release"] } },
  ]);
  expect(queries[0]?.query).not.toContain(source);
});

test("cannot tell where BigQuery cannot be reached", async () => {
  const error = new TypeError("Cannot reach https://bigquery.googleapis.com/: ECONNREFUSED");

  const { outcome } = await askTelemetry(uptakeMaxDuration, { max_percentiles: { "10": 1 } }, { error });

  expect(outcome).toMatchObject({ status: "errored", error: { message: error.message } });
});

test("cannot tell from a row that lacks its percentiles", async () => {
  const { duration_percentiles: _, ...row } = ROW;

  const { outcome } = await askTelemetry(
    uptakeMaxDuration,
    { max_percentiles: { "10": 1 } },
    { rows: [row] },
  );

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("Cannot read uptake telemetry: 0.duration_percentiles: ") },
  });
});
