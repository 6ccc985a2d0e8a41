// How much of the drawing is seen. It is the drawing's viewBox that changes: lines stay sharp, and nothing is animated.
import { computed, effect, signal } from "@preact/signals";
import { moved, type Point, showing, type Viewport, zoomed } from "./viewport.ts";

const STEP = 1.5;

interface Zoom {
  readonly svg: SVGSVGElement;
  readonly whole: Viewport;
  readonly view: Viewport;
}

const zoom = signal<Zoom>();

/** Whether less than the whole drawing is seen. */
export const isZoomed = computed(
  () => zoom.value !== undefined && zoom.value.view.width < zoom.value.whole.width,
);

export function startZoom(): void {
  effect(() => {
    if (!zoom.value) return;
    const { svg, view } = zoom.value;
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    svg.toggleAttribute("data-zoomed", isZoomed.value);
  });
}

/** Shows all of `svg`. */
export function zoomTo(svg: SVGSVGElement): void {
  const { x, y, width, height } = svg.viewBox.baseVal;
  const whole = { x, y, width, height };
  zoom.value = { svg, whole, view: whole };
}

/** Enlarges by `factor` round a point of the window. */
export function zoomAt(factor: number, at: Point): void {
  change(({ svg, view, whole }) => zoomed(view, { whole, factor, point: pointIn(svg, at) }));
}

/** Enlarges (1) or shrinks (-1) by a step round the middle; 0 shows all. */
export function zoomStep(direction: 1 | 0 | -1): void {
  change(({ view, whole }) => {
    if (direction === 0) return whole;
    const point = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    return zoomed(view, { whole, factor: STEP ** direction, point });
  });
}

/** Moves the drawing as the pointer moved from one point of the window to another. */
export function drag(from: Point, to: Point): void {
  change(({ svg, view, whole }) => {
    const before = pointIn(svg, from);
    const after = pointIn(svg, to);
    return moved(view, { x: before.x - after.x, y: before.y - after.y }, whole);
  });
}

/** Brings an element into view that has got the focus. */
export function reveal(element: Element): void {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  change(({ svg, view, whole }) => showing(view, pointIn(svg, middle), whole));
}

function change(next: (zoom: Zoom) => Viewport): void {
  const current = zoom.peek();
  if (current) zoom.value = { ...current, view: next(current) };
}

function pointIn(svg: SVGSVGElement, { x, y }: Point): Point {
  return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()?.inverse());
}
