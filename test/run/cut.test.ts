import { expect, test } from "vitest";
import { cutData, MAX_DATA_BYTES } from "../../src/run/cut.ts";

test("keeps what fits, to the last byte", () => {
  const data = "a".repeat(MAX_DATA_BYTES - 2);

  expect(cutData(data)).toBe(data);
});

test("cuts what does not, and says so", () => {
  const cut = cutData({ items: "a".repeat(10 * 1024 * 1024) });

  expect(cut).toEqual({
    truncated: true,
    bytes: 10 * 1024 * 1024 + 12,
    beginning: expect.stringMatching(/^\{"items":"a+$/),
  });
  expect(JSON.stringify(cut).length).toBeLessThan(MAX_DATA_BYTES);
});

test("counts bytes, not characters", () => {
  const data = "€".repeat(MAX_DATA_BYTES / 3);

  expect(cutData(data)).toMatchObject({ truncated: true, bytes: MAX_DATA_BYTES + 1 });
});

test("splits no character", () => {
  const cut = cutData("🌍".repeat(20_000));

  expect(JSON.stringify(cut)).not.toContain("\uFFFD");
});

test("what is left fits even where every character needs escaping", () => {
  const cut = cutData("\\".repeat(70_000));

  expect(new TextEncoder().encode(JSON.stringify(cut)).length).toBeLessThanOrEqual(MAX_DATA_BYTES);
});
