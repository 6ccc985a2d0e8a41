import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startStopwatch } from "../../src/run/stopwatch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start = () => startStopwatch(1000, Date.now);

test("aborts with a TimeoutError once the time is over", () => {
  const stopwatch = start();

  vi.advanceTimersByTime(999);
  const early = stopwatch.signal.aborted;
  vi.advanceTimersByTime(1);

  expect(early).toBe(false);
  expect(stopwatch.signal.reason).toMatchObject({
    name: "TimeoutError",
    message: "Cannot tell within 1 s: the run was ended",
  });
});

test("stands still while the run only waits for a connection", async () => {
  const stopwatch = start();
  const queue = Promise.withResolvers<void>();

  const waiting = stopwatch.queueing(queue.promise);
  vi.advanceTimersByTime(60_000);
  queue.resolve();
  await waiting;

  expect(stopwatch.signal.aborted).toBe(false);
  expect(stopwatch.remaining()).toBe(1000);
});

test("runs while one request is under way and another waits", () => {
  const stopwatch = start();

  stopwatch.working();
  stopwatch.queueing(new Promise(() => {}));
  vi.advanceTimersByTime(1000);

  expect(stopwatch.signal.aborted).toBe(true);
});

test("stands still again once the work is done and a request still waits", () => {
  const stopwatch = start();
  const done = stopwatch.working();
  stopwatch.queueing(new Promise(() => {}));

  vi.advanceTimersByTime(400);
  done();
  done();
  vi.advanceTimersByTime(60_000);

  expect(stopwatch.remaining()).toBe(600);
});

test("counts what was spent before a wait", async () => {
  const stopwatch = start();

  vi.advanceTimersByTime(700);
  await stopwatch.queueing(Promise.resolve());
  vi.advanceTimersByTime(300);

  expect(stopwatch.signal.aborted).toBe(true);
});

test("passes on the failure of what it waited for, and runs on", async () => {
  const stopwatch = start();

  const failed = stopwatch.queueing(Promise.reject(new RangeError("no slot")));

  await expect(failed).rejects.toThrow("no slot");
  vi.advanceTimersByTime(1000);
  expect(stopwatch.signal.aborted).toBe(true);
});

test("ends what the run left behind when it stops", () => {
  const stopwatch = start();

  stopwatch.stop();

  expect(stopwatch.signal.reason).toMatchObject({ name: "AbortError" });
  expect(vi.getTimerCount()).toBe(0);
});
