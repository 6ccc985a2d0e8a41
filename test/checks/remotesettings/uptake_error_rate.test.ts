import { expect, test } from "vitest";
import uptakeErrorRate from "../../../checks/remotesettings/uptake_error_rate.ts";
import { askTelemetry } from "./telemetry.ts";

const at = (minutes: string) => `2026-02-23T21:${minutes}:00+00:00`;
const row = (minutes: string, status: string, row_count: number) => ({
  period: at(minutes),
  source: "Source",
  status,
  row_count,
});
const ROWS = [
  row("30", "error", 1),
  row("30", "success", 99),
  row("20", "error", 20),
  row("20", "success", 40),
  row("10", "error", 5),
  row("10", "success", 95),
];

test("passes where every rate is below the maximum, with the lowest and the highest", async () => {
  const params = { max_error_percentage: 5.1, min_total_events: 100 };

  const { outcome } = await askTelemetry(uptakeErrorRate, params, { rows: ROWS });

  expect(outcome).toMatchObject({
    status: "passed",
    value: 5,
    data: {
      min_rate: 1,
      min_rate_key: `${at("30")} Source`,
      max_rate: 5,
      max_rate_key: `${at("10")} Source`,
      min_timestamp: at("10"),
      max_timestamp: at("30"),
      failing: [],
    },
  });
});

test("fails where a rate reaches the maximum, with the counts of its period", async () => {
  const params = { max_error_percentage: 5, min_total_events: 100 };

  const { outcome } = await askTelemetry(uptakeErrorRate, params, { rows: ROWS });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { failing: [{ source: "Source", period: at("10"), error: 5, success: 95 }] },
  });
});

test("counts small groups where it is asked to", async () => {
  const params = { max_error_percentage: 0.1, min_total_events: 10 };

  const { outcome } = await askTelemetry(uptakeErrorRate, params, { rows: ROWS });

  expect(outcome).toMatchObject({ status: "failed", data: { max_rate: 33.33 } });
  expect(Object(outcome).data.failing).toHaveLength(3);
});

test("passes without a rate where every group is too small", async () => {
  const params = { max_error_percentage: 0.1, min_total_events: 101 };

  const { outcome } = await askTelemetry(uptakeErrorRate, params, { rows: ROWS });

  expect(outcome).toMatchObject({
    status: "passed",
    data: { min_rate: null, min_rate_key: null, max_rate: null, max_rate_key: null, failing: [] },
  });
});

test("fails without any data", async () => {
  const { outcome } = await askTelemetry(uptakeErrorRate, { max_error_percentage: 1 });

  expect(outcome).toMatchObject({ status: "failed", data: { info: "No telemetry data" } });
});

test("asks for sources, channels and statuses by parameters (defect 12: they were written into the SQL)", async () => {
  const hostile = "x') OR TRUE --";
  const lists = { sources: [hostile], channels: ["Release"], ignore_status: [hostile] };

  const { queries } = await askTelemetry(uptakeErrorRate, { max_error_percentage: 1, ...lists });

  expect(queries).toMatchObject([
    {
      query: expect.stringMatching(
        /LOWER\(normalized_channel\) IN UNNEST\(@channels\).*extra_status NOT IN UNNEST\(@ignore_status\).*extra_source IN UNNEST\(@sources\)/,
      ),
      params: {
        sources: [hostile],
        channels: ["release"],
        ignore_status: ["up_to_date", "network_error", "offline_error", "shutdown_error", hostile],
        since: new Date("2026-11-22T08:00:00Z"),
        sampling: 600,
        min_version: 140,
      },
    },
  ]);
  expect(queries[0]?.query).not.toContain(hostile);
});

test("asks for all sources, channels and versions where none is named", async () => {
  const params = { max_error_percentage: 1, include_legacy_versions: true };

  const { queries } = await askTelemetry(uptakeErrorRate, params, { versions: "unreachable" });

  expect(queries[0]?.query).not.toMatch(/@(sources|channels|min_version|ignore_versions)/);
});

test("leaves out the versions to ignore (defect 4: they were ignored)", async () => {
  const { queries } = await askTelemetry(uptakeErrorRate, {
    max_error_percentage: 1,
    ignore_versions: [141],
  });

  expect(queries).toMatchObject([
    {
      query: expect.stringContaining("NOT IN UNNEST(@ignore_versions)"),
      params: { ignore_versions: [141] },
    },
  ]);
});

test("rounds a rate exactly between two as the original does", async () => {
  const rows = [row("10", "error", 1), row("10", "success", 799)];
  const params = { max_error_percentage: 5, min_total_events: 0 };

  const { outcome } = await askTelemetry(uptakeErrorRate, params, { rows });

  expect(outcome).toMatchObject({ data: { max_rate: 0.12 } });
});

test("cannot tell where BigQuery refuses", async () => {
  const error = new Error("Cannot query BigQuery: Access Denied, status 403, accessDenied");

  const { outcome } = await askTelemetry(uptakeErrorRate, { max_error_percentage: 1 }, { error });

  expect(outcome).toMatchObject({ status: "errored", error: { message: error.message } });
});

test.each([
  ["nobody answers", "unreachable", /^Cannot reach https:\/\/product-details/],
  ["there is none", {}, /FIREFOX_ESR/],
  ["it is null", { FIREFOX_ESR: null }, /FIREFOX_ESR/],
  ["it is no version", { FIREFOX_ESR: "next" }, /FIREFOX_ESR/],
  ["the answer is a list", [], /product-details/],
])("cannot tell the current ESR where %s", async (_, versions, message) => {
  const { outcome } = await askTelemetry(uptakeErrorRate, { max_error_percentage: 1 }, { versions });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringMatching(message) } });
});

test.each([
  ["a missing column", { period: at("10"), source: "a", status: "error" }, "0.row_count"],
  ["a null", { ...row("10", "error", 1), source: null }, "0.source"],
  ["text for a number", { ...row("10", "error", 1), row_count: "1" }, "0.row_count"],
  ["another status", row("10", "up_to_date", 1), "0.status"],
  ["no time", { ...row("10", "error", 1), period: "yesterday" }, "0.period"],
])("cannot tell from a row with %s", async (_, hostile, place) => {
  const { outcome } = await askTelemetry(uptakeErrorRate, { max_error_percentage: 1 }, { rows: [hostile] });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`Cannot read uptake telemetry: ${place}: `) },
  });
});
