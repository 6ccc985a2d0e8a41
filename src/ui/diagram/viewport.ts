/** The part of a drawing that is seen, in its own units. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const CLOSEST = 8;

/** `view` enlarged by `factor`, with `point` where it was: never beyond the drawing, `whole`. */
export function zoomed(
  view: Viewport,
  { whole, factor, point }: { whole: Viewport; factor: number; point: Point },
): Viewport {
  const width = between(whole.width / CLOSEST, view.width / factor, whole.width);
  const share = width / view.width;
  const x = point.x - (point.x - view.x) * share;
  const y = point.y - (point.y - view.y) * share;
  return within({ x, y, width, height: view.height * share }, whole);
}

/** `view` moved by this much, within the drawing. */
export function moved(view: Viewport, by: Point, whole: Viewport): Viewport {
  return within({ ...view, x: view.x + by.x, y: view.y + by.y }, whole);
}

/** `view` moved to have `point` in its middle, if it does not show it already. */
export function showing(view: Viewport, point: Point, whole: Viewport): Viewport {
  const { x, y, width, height } = view;
  const isIn = point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
  return isIn ? view : moved(view, { x: point.x - x - width / 2, y: point.y - y - height / 2 }, whole);
}

function within({ x, y, width, height }: Viewport, whole: Viewport): Viewport {
  return {
    x: between(whole.x, x, whole.x + whole.width - width),
    y: between(whole.y, y, whole.y + whole.height - height),
    width,
    height,
  };
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
