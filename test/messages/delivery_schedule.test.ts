import { describe, expect, test } from "vitest";
import { attemptOf, pauseMs } from "../../src/messages/delivery_schedule.ts";
import { NOON } from "../notice_of.ts";

const MINUTE = 60_000;

describe("the pause before the next attempt", () => {
  test.each([
    [1, 0.5],
    [2, 1],
    [3, 2],
    [6, 16],
    [7, 30],
    [1_000, 30],
  ])("after %i failures is at most %f minutes, and up to a quarter less by chance", (attempts, minutes) => {
    const longest = pauseMs(attempts, { retryAfterMs: undefined, random: () => 0 });
    const shortest = pauseMs(attempts, { retryAfterMs: undefined, random: () => 0.999 });

    expect(longest).toBe(minutes * MINUTE);
    expect(shortest).toBeGreaterThan(longest * 0.75);
    expect(shortest).toBeLessThan(longest * 0.76);
  });

  test("is what the receiver asks for", () => {
    expect(pauseMs(9, { retryAfterMs: 90_000, random: () => 0 })).toBe(90_000);
  });
});

describe("an answer", () => {
  const answer = (status: number, headers: Record<string, string> = {}) =>
    attemptOf({ status, headers: new Headers(headers) }, NOON);

  test.each([200, 202, 204])("of %i is a delivery", (status) => {
    expect(answer(status)).toEqual({ status: "delivered" });
  });

  test.each([400, 401, 403, 404, 410, 413])("of %i is final", (status) => {
    expect(answer(status)).toEqual({ status: "refused", error: `it answered ${status}` });
  });

  test.each([408, 429, 500, 502, 503, 522])("of %i may pass", (status) => {
    expect(answer(status)).toEqual({ status: "unreached", error: `it answered ${status}` });
  });

  test("that redirects is final: who knows where to", () => {
    expect(answer(302, { location: "http://169.254.169.254/" })).toEqual({
      status: "refused",
      error: "it answered 302, and redirects are not followed",
    });
  });

  test.each([
    ["120", 120_000],
    ["0.65", 650],
    [new Date(NOON + 60_000).toUTCString(), 60_000],
    [new Date(NOON - 60_000).toUTCString(), 0],
    ["99999999999", 24 * 60 * MINUTE],
    ["soon", undefined],
    ["-1", undefined],
  ])("with Retry-After: %s", (header, retryAfterMs) => {
    const attempt = answer(429, { "retry-after": header });

    expect("retryAfterMs" in attempt ? attempt.retryAfterMs : undefined).toBe(retryAfterMs);
  });
});
