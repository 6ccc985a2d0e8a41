import { describe, expect, test } from "vitest";
import lastRun from "../../../checks/core/last_run.ts";
import type { Pings } from "../../../src/check.ts";
import { json, NOON, runCheck } from "../../fake_host.ts";

const MINUTE_MS = 60_000;
const noSignals = { pings: async () => ({}) };

describe("with a document", () => {
  const url = "https://shop.example/backup.json";
  const params = { url, path: ".last", max_age_seconds: 3600 };

  function leaving(last: unknown) {
    return { routes: { [`GET ${url}`]: json({ last }) }, capabilities: noSignals };
  }

  test.each([
    ["epoch seconds", (NOON - 10 * MINUTE_MS) / 1000],
    ["epoch milliseconds", NOON - 10 * MINUTE_MS],
    ["epoch seconds as text", String((NOON - 10 * MINUTE_MS) / 1000)],
    ["ISO 8601", "2026-11-22T12:50:00+01:00"],
    ["an HTTP date", "Sun, 22 Nov 2026 11:50:00 GMT"],
  ])("passes, with the age, on a recent time as %s", async (_, last) => {
    const outcome = await runCheck(lastRun, params, leaving(last));

    expect(outcome).toEqual({
      status: "passed",
      data: { age_seconds: 600, last_run: "2026-11-22T11:50:00+00:00" },
      value: 600,
    });
  });

  test("fails when the last run is too long ago", async () => {
    const outcome = await runCheck(lastRun, params, leaving("2026-11-22T10:59:59Z"));

    expect(outcome).toMatchObject({ status: "failed", data: { age_seconds: 3601 } });
  });

  test("cannot tell when the server cannot be reached", async () => {
    const outcome = await runCheck(lastRun, params, { capabilities: noSignals });

    expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
  });

  test("cannot tell from what is no time", async () => {
    const outcome = await runCheck(lastRun, params, leaving("never"));

    expect(outcome).toMatchObject({
      status: "errored",
      error: { message: `Cannot read ${url}: no timestamp at .last` },
    });
  });
});

describe("with signals", () => {
  const params = { token: "s3cr3t", max_age_seconds: 3600 };

  function signalled(minutesAgo: { start?: number; success?: number; failure?: number }, message = "") {
    const at = (minutes: number | undefined) =>
      minutes === undefined ? undefined : NOON - minutes * MINUTE_MS;
    const known = Object.entries({
      startedAt: at(minutesAgo.start),
      succeededAt: at(minutesAgo.success),
      failedAt: at(minutesAgo.failure),
    }).filter(([, time]) => time !== undefined);
    const pings: Pings = { ...Object.fromEntries(known), message };
    return { capabilities: { pings: async () => pings } };
  }

  test("passes, with the age and the duration, after a recent success", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ start: 12, success: 10 }, "copied 5 files"));

    expect(outcome).toEqual({
      status: "passed",
      data: {
        age_seconds: 600,
        last_run: "2026-11-22T11:50:00+00:00",
        duration_seconds: 120,
        message: "copied 5 files",
      },
      value: 600,
    });
  });

  test("fails when the last success is too long ago", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ success: 61 }));

    expect(outcome).toMatchObject({ status: "failed", data: { age_seconds: 3660 } });
  });

  test("fails after a failure, however recent the success before it", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ success: 10, failure: 5 }, "disk full"));

    expect(outcome).toMatchObject({
      status: "failed",
      data: { age_seconds: 600, last_failure: "2026-11-22T11:55:00+00:00", message: "disk full" },
    });
  });

  test("fails after a failure, until the next success, though it runs again", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ success: 10, failure: 5, start: 1 }));

    expect(outcome).toMatchObject({ status: "failed", data: { running_since: "2026-11-22T11:59:00+00:00" } });
  });

  test("passes after a success that followed a failure", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ failure: 10, success: 5 }));

    expect(outcome.status).toBe("passed");
  });

  test("fails where there never was a success", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ failure: 5 }));

    expect(outcome).toMatchObject({ status: "failed", data: { age_seconds: null }, value: null });
  });

  test("says since when the task is running, and no duration for the run before", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ success: 10, start: 1 }));

    expect(outcome).toEqual({
      status: "passed",
      data: {
        age_seconds: 600,
        last_run: "2026-11-22T11:50:00+00:00",
        running_since: "2026-11-22T11:59:00+00:00",
      },
      value: 600,
    });
  });

  test("cannot tell before the first signal", async () => {
    const outcome = await runCheck(lastRun, params, { capabilities: noSignals });

    expect(outcome).toMatchObject({
      status: "errored",
      error: { message: "Cannot tell: the task has sent no signal yet" },
    });
  });

  test("cannot tell during the first run", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ start: 1 }));

    expect(outcome).toMatchObject({
      status: "errored",
      error: { message: expect.stringMatching(/first run/) },
    });
  });

  test("fails when the first run does not end", async () => {
    const outcome = await runCheck(lastRun, params, signalled({ start: 61 }));

    expect(outcome).toMatchObject({
      status: "failed",
      data: { running_since: "2026-11-22T10:59:00+00:00" },
    });
  });

  test("takes signals with its token alone, and never shows it", () => {
    const configured = lastRun.configure(params);

    expect(configured.acceptsPing((token) => token === "s3cr3t")).toBe(true);
    expect(configured.acceptsPing((token) => token === "")).toBe(false);
    expect(configured.parameters).toEqual({ path: ".", max_age_seconds: 3600 });
  });
});

test.each([
  [{ max_age_seconds: 1 }],
  [{ max_age_seconds: 1, url: "https://shop.example/", token: "s3cr3t" }],
])("refuses %j: either a URL or a token", (params) => {
  expect(() => lastRun.configure(params)).toThrow("expected either url or token");
});
