import { expect, test } from "vitest";
import { reconnectDelayMs } from "../../src/ui/live/backoff.ts";

test("The page comes back within a second, then waits longer, but never over half a minute", () => {
  const delays = [0, 1, 2, 10, 1000].map((tries) => reconnectDelayMs(tries, 0.5));

  expect(delays).toEqual([750, 1500, 3000, 22_500, 22_500]);
});

test("Pages that lost the connection together do not come back together", () => {
  expect(reconnectDelayMs(3, 0)).toBe(4000);
  expect(reconnectDelayMs(3, 0.5)).toBe(6000);
});
