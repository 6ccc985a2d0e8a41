import { expect, test } from "vitest";
import { plottedValue } from "../../src/run/plot.ts";

test.each([
  [".", 12.345, 12.35],
  [".percentiles.1.value", { percentiles: [{ value: 1 }, { value: 29 }] }, 29],
  ["0.totals", [{ totals: 7 }], 7],
  [".n", { n: "4.2" }, 4.2],
  [".n", { n: "" }, null],
  [".n", { n: true }, null],
  [".n", {}, null],
  [".length", [1, 2], null],
  [".", "Server disconnected", null],
])("the value at %s of %j is %j", (path, data, value) => {
  expect(plottedValue(path, data)).toBe(value);
});

test("without a path there is nothing to plot", () => {
  expect(plottedValue(undefined, 3)).toBeNull();
});
