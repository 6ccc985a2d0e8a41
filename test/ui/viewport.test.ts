import * as fc from "fast-check";
import { expect, test } from "vitest";
import { moved, showing, type Viewport, zoomed } from "../../src/ui/diagram/viewport.ts";

const WHOLE = { x: 0, y: 0, width: 1200, height: 600 };

test("What is pointed at stays where it is while all around it grows", () => {
  const view = zoomed(WHOLE, { whole: WHOLE, factor: 2, point: { x: 900, y: 300 } });

  expect(view).toEqual({ x: 450, y: 150, width: 600, height: 300 });
  expect((900 - view.x) / view.width).toBe(900 / 1200);
});

test("Nobody gets lost: whatever is done, the view stays within the drawing, and of its shape", () => {
  const number = fc.double({ noNaN: true, min: -5000, max: 5000 });
  const step = fc.record({ factor: fc.double({ noNaN: true, min: 0.01, max: 100 }), x: number, y: number });

  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let view: Viewport = WHOLE;
      for (const { factor, x, y } of steps) {
        view = moved(zoomed(view, { whole: WHOLE, factor, point: { x, y } }), { x, y }, WHOLE);
      }

      expect(view.x).toBeGreaterThanOrEqual(0);
      expect(view.x + view.width).toBeLessThanOrEqual(1200.001);
      expect(view.y + view.height).toBeLessThanOrEqual(600.001);
      expect(view.width).toBeGreaterThanOrEqual(150);
      expect(view.width / view.height).toBeCloseTo(2);
    }),
  );
});

test("What is out of sight comes into the middle; what is seen stays", () => {
  const view = { x: 0, y: 0, width: 300, height: 150 };

  expect(showing(view, { x: 900, y: 300 }, WHOLE)).toEqual({ x: 750, y: 225, width: 300, height: 150 });
  expect(showing(view, { x: 20, y: 20 }, WHOLE)).toBe(view);
});
