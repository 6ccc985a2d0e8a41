import { describe, expect, test } from "vitest";
import { layOut } from "../../src/ui/diagram/layout.ts";

/** Projects of 1 to 13 checks. */
function configuration(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    project: `project-${Math.floor(Math.sqrt(index * 3))}`,
    name: `check-number-${index}`,
  }));
}

describe("The chart of a configuration without a drawing", () => {
  test("is the same each time, and no star moves because another check fails", () => {
    expect(layOut(configuration(31))).toEqual(layOut(configuration(31)));
  });

  test.each([1, 5, 31, 90, 91, 300, 1000])(
    "shows %i checks apart from each other, and within the sheet",
    (count) => {
      const { width, height, constellations } = layOut(configuration(count));
      const stars = constellations.flatMap((constellation) => constellation.stars);

      expect(stars).toHaveLength(count);
      expect(nearest(stars)).toBeGreaterThan(14);
      for (const { x, y } of stars) {
        expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
      }
    },
  );

  test.each([5, 31, 90, 300])("is wider than high for %i checks, as screens are", (count) => {
    const { width, height } = layOut(configuration(count));

    expect(width / height).toBeGreaterThan(1.5);
    expect(width / height).toBeLessThan(3.5);
  });

  test.each([5, 31, 44])("writes the names of %i checks apart from each other", (count) => {
    const { width, constellations } = layOut(configuration(count));
    const letter = 8.4 * Math.sqrt(Math.max(1, width / 1200));
    const names = constellations.flatMap((constellation) =>
      constellation.stars.map(({ name, x, y, radius }) => ({
        half: (name.length * letter) / 2,
        x,
        y: y + radius,
      })),
    );

    const meeting = names.filter((one, index) =>
      names
        .slice(index + 1)
        .some(
          (other) =>
            Math.abs(one.y - other.y) < 2 * letter && Math.abs(one.x - other.x) < one.half + other.half,
        ),
    );

    expect(meeting).toEqual([]);
  });

  test("has room for nothing", () => {
    expect(layOut([]).constellations).toEqual([]);
  });
});

function nearest(stars: readonly { x: number; y: number }[]): number {
  const distances = stars.flatMap((one, index) =>
    stars.slice(index + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...distances.slice(0, 100_000));
}
