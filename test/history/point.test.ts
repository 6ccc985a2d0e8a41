import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePoints, encodePoints, type Point, readState } from "../../src/history/point.ts";

const BASE = 1_790_000_000 - (1_790_000_000 % 3600);

const anyPoint = fc.record({
  at: fc.integer({ min: BASE, max: BASE + 3599 }),
  status: fc.constantFrom("passed" as const, "failed" as const, "errored" as const),
  maintenance: fc.boolean(),
  value: fc.option(
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -30_000, max: 30_000 }).map((hundredths) => hundredths / 100),
      fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 2 ** 53, 0.1 + 0.2),
    ),
  ),
});
const anyHour = fc
  .array(anyPoint, { maxLength: 120 })
  .map((points) => points.toSorted((one, other) => one.at - other.at));

test("points come back exactly, whatever their values", () => {
  fc.assert(
    fc.property(anyHour, (points) => {
      expect(decodePoints(encodePoints(points, BASE), BASE)).toEqual(points);
    }),
  );
});

describe("an hour of a check that runs every minute", () => {
  const minutes = (valueAt: (minute: number) => number | null): Point[] =>
    Array.from({ length: 60 }, (_, minute) => ({
      at: BASE + minute * 60 + (minute % 3),
      status: minute % 7 === 0 ? "failed" : "passed",
      maintenance: false,
      value: valueAt(minute),
    }));
  const bytes = (points: readonly Point[]) => encodePoints(points, BASE).length / 2;

  test("takes at most 300 bytes with noisy latencies of 20 to 300 ms", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2000, max: 30_000 }), { minLength: 60, maxLength: 60 }),
        (values) => {
          expect(bytes(minutes((minute) => (values[minute] ?? 0) / 100))).toBeLessThanOrEqual(300);
        },
      ),
    );
  });

  test("takes about a byte a point where nothing is plotted", () => {
    expect(bytes(minutes(() => null))).toBeLessThan(85);
  });
});

test.each([
  ["bytes that end too early", "03"],
  ["no bytes", "xy"],
  ["half a byte", "0"],
  ["a state that does not exist", "01ff"],
])("%s are refused", (_what, text) => {
  expect(() => decodePoints(text, BASE)).toThrow(/^Cannot read/);
});

test("a state that does not exist is refused", () => {
  expect(() => readState(6)).toThrow("Cannot read a state: 6 is none");
});
