import { expect, test } from "vitest";
import { type Attempt, retryDelayMs } from "../../src/http/retry.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const POLICY = { maxRetries: 2, random: () => 0.5, now: () => NOON };

const refused = (): Attempt => ({
  error: new TypeError("Cannot reach https://example.com/: refused", { cause: new Error("refused") }),
});
const answered = (status: number, headers: Record<string, string> = {}): Attempt => ({
  response: new Response(null, { status, headers }),
});

test("a refused connection is tried again, with full jitter that doubles", () => {
  const delays = [1, 2, 3].map((tries) => retryDelayMs(refused(), tries, POLICY));

  expect(delays).toEqual([500, 1000, undefined]);
});

test.each([200, 301, 401, 404, 500, 502])("an answer of %i stands", (status) => {
  expect(retryDelayMs(answered(status), 1, POLICY)).toBeUndefined();
});

test.each([429, 503])("a %i stands unless it says when to come back", (status) => {
  expect(retryDelayMs(answered(status), 1, POLICY)).toBeUndefined();
});

test.each([429, 503])("Retry-After of a %i is honoured, in seconds and as a date", (status) => {
  const seconds = answered(status, { "retry-after": "2" });
  const date = answered(status, { "retry-after": "Sun, 22 Nov 2026 12:00:03 GMT" });

  expect(retryDelayMs(seconds, 1, POLICY)).toBe(2000);
  expect(retryDelayMs(date, 1, POLICY)).toBe(3000);
});

test.each(["6", "3600", "Mon, 23 Nov 2026 12:00:00 GMT", "soon", "-1", ""])(
  "a server that asks to come back after %j gets its answer reported",
  (value) => {
    expect(retryDelayMs(answered(503, { "retry-after": value }), 1, POLICY)).toBeUndefined();
  },
);

test("Retry-After of a 404 means nothing", () => {
  expect(retryDelayMs(answered(404, { "retry-after": "1" }), 1, POLICY)).toBeUndefined();
});

test("a time-out has had its time", () => {
  const error = new DOMException("late", "TimeoutError");

  expect(retryDelayMs({ error }, 1, POLICY)).toBeUndefined();
});

test("a body that is too long would be too long again", () => {
  const error = new RangeError("Cannot read", { cause: new RangeError("the body exceeds 8 MiB") });

  expect(retryDelayMs({ error }, 1, POLICY)).toBeUndefined();
});

test("a refusal of ours, such as a redirect that may not be followed, stands", () => {
  const error = new TypeError(
    "Cannot request http://169.254.169.254/: cloud metadata services are never asked",
  );

  expect(retryDelayMs({ error }, 1, POLICY)).toBeUndefined();
});
