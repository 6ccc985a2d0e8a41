import { expect, test } from "vitest";
import uptakeSpikes from "../../../checks/remotesettings/uptake_spikes.ts";
import { askTelemetry } from "./telemetry.ts";

const row = (hour: string, source: string, total: number) => ({
  min_timestamp: `2026-11-22T${hour}:10:00+00:00`,
  max_timestamp: `2026-11-22T${hour}:20:00+00:00`,
  source,
  total,
});
const ROWS = [row("08", "main/whats-new-panel", 500), row("08", "main/cfr", 200), row("09", "main/cfr", 300)];
const PARAMS = { status: "sign_retry_error", max_total: 1000 };

test("passes where no period has too many, all sources together", async () => {
  const { outcome } = await askTelemetry(uptakeSpikes, PARAMS, { rows: ROWS });

  expect(outcome).toMatchObject({
    status: "passed",
    value: 700,
    data: {
      max_total: 700,
      sources: {
        "main/whats-new-panel": {
          total: 500,
          min_timestamp: "2026-11-22T08:10:00+00:00",
          max_timestamp: "2026-11-22T08:20:00+00:00",
        },
        "main/cfr": {
          total: 300,
          min_timestamp: "2026-11-22T09:10:00+00:00",
          max_timestamp: "2026-11-22T09:20:00+00:00",
        },
      },
      min_timestamp: "2026-11-22T08:10:00+00:00",
      max_timestamp: "2026-11-22T09:20:00+00:00",
    },
  });
  expect(Object.keys(Object(outcome).data.sources)).toEqual(["main/whats-new-panel", "main/cfr"]);
});

test.each([700, 200])("fails where a period reaches a maximum of %i", async (max_total) => {
  const { outcome } = await askTelemetry(uptakeSpikes, { ...PARAMS, max_total }, { rows: ROWS });

  expect(outcome).toMatchObject({ status: "failed", data: { max_total: 700 } });
});

test("leaves legacy versions out", async () => {
  const { queries } = await askTelemetry(uptakeSpikes, PARAMS, {
    versions: { FIREFOX_ESR: "115.0.1esr" },
  });

  expect(queries).toMatchObject([
    { query: expect.stringContaining("major_version >= @min_version"), params: { min_version: 115 } },
  ]);
});

test.each([
  ["legacy versions where asked to", { include_legacy_versions: true }, 91],
  ["the versions that it is told, without asking for the ESR", { min_version: 128 }, 128],
  ["these, legacy or not", { min_version: 128, include_legacy_versions: true }, 128],
])("counts %s", async (_, versions, min_version) => {
  const { queries } = await askTelemetry(
    uptakeSpikes,
    { ...PARAMS, ...versions },
    { versions: "unreachable" },
  );

  expect(queries).toMatchObject([{ params: { min_version } }]);
});

test("asks for the status by a parameter (defect 12: it was written into the SQL)", async () => {
  const status = "x' OR '1'='1";

  const { queries } = await askTelemetry(uptakeSpikes, { ...PARAMS, status });

  expect(queries).toMatchObject([
    {
      query: expect.stringContaining("extra_status = @status"),
      params: { status, since: new Date("2026-11-20T12:00:00Z") },
    },
  ]);
  expect(queries[0]?.query).not.toContain(status);
});

test("cannot tell without any report (defect 1: the original crashed at the minimum of nothing)", async () => {
  const { outcome } = await askTelemetry(uptakeSpikes, PARAMS);

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot tell: no client reported sign_retry_error within 48 hours" },
  });
});

test("cannot tell where BigQuery takes too long", async () => {
  const error = new DOMException("Cannot reach https://bigquery.googleapis.com/: no answer", "TimeoutError");

  const { outcome } = await askTelemetry(uptakeSpikes, PARAMS, { error });

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TimeoutError" } });
});

test("takes a source by any name for a name", async () => {
  const { outcome } = await askTelemetry(uptakeSpikes, PARAMS, { rows: [row("08", "__proto__", 3)] });

  expect(Object.keys(Object(outcome).data.sources)).toEqual(["__proto__"]);
});

test.each([
  ["a total that is text", { total: "9007199254740993" }, "0.total"],
  ["a null", { min_timestamp: null }, "0.min_timestamp"],
])("cannot tell from a row with %s", async (_, hostile, place) => {
  const rows = [{ ...row("08", "main/cfr", 1), ...hostile }];

  const { outcome } = await askTelemetry(uptakeSpikes, PARAMS, { rows });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`Cannot read uptake telemetry: ${place}: `) },
  });
});
