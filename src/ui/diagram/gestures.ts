import type { Point } from "./viewport.ts";
import { drag, isZoomed, zoomAt } from "./zoom.ts";

/** A hand trembles: below this many pixels a press is a click. */
const CLICK_PX = 4;
const WHEEL_SPEED = 0.01;

/** Pans by dragging and zooms by pinching, or by the wheel with the control key, which is what touch pads send. */
export function followGestures(canvas: HTMLElement): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const fingers = new Map<number, Point>();
  let dragged = 0;

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) dragged = 0;
    fingers.set(event.pointerId, pointOf(event));
  };
  const onMove = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const after = pointOf(event);
    fingers.set(event.pointerId, after);
    const other = otherFinger(fingers, event.pointerId);
    if (other) zoomAt(distance(after, other) / Math.max(1, distance(before, other)), middle(after, other));
    else if (isZoomed.peek()) drag(before, after);
    dragged += distance(before, after);
    // From then on the pointer belongs to the drawing, wherever it goes.
    if (dragged > CLICK_PX && isZoomed.peek()) canvas.setPointerCapture(event.pointerId);
  };
  const onUp = (event: PointerEvent) => fingers.delete(event.pointerId);
  const onClick = (event: MouseEvent) => {
    if (dragged > CLICK_PX && isZoomed.peek()) event.stopPropagation();
    dragged = 0;
  };
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * WHEEL_SPEED), pointOf(event));
  };
  canvas.addEventListener("pointerdown", onDown, { signal });
  canvas.addEventListener("pointermove", onMove, { signal });
  canvas.addEventListener("pointerup", onUp, { signal });
  canvas.addEventListener("pointercancel", onUp, { signal });
  canvas.addEventListener("click", onClick, { signal, capture: true });
  canvas.addEventListener("wheel", onWheel, { signal, passive: false });
  return () => controller.abort();
}

function pointOf({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY };
}

function otherFinger(fingers: ReadonlyMap<number, Point>, own: number): Point | undefined {
  return [...fingers].find(([id]) => id !== own)?.[1];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
