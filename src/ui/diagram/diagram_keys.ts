import { openCheck } from "../route.ts";
import { partAt, shownParts } from "./drawing.ts";
import { reveal, zoomStep } from "./zoom.ts";

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};
const ZOOMS: Readonly<Record<string, 1 | 0 | -1>> = { "+": 1, "=": 1, "-": -1, "0": 0 };

/** Within the diagram: Enter opens, arrows lead to the next part in their direction, + - 0 zoom. */
export function followKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
  // Or Enter would go on to press the button that has the focus next.
  event.preventDefault();
}

function act({ key, target }: KeyboardEvent): boolean {
  const found = partAt(target);
  if (!found) return false;
  const zoom = ZOOMS[key];
  const direction = DIRECTIONS[key];
  if (key === "Enter") openCheck(found.check);
  else if (zoom !== undefined) zoomStep(zoom);
  else if (direction) focusNext(found.part.mark, direction);
  else return false;
  return true;
}

/** The nearest part that lies more in this direction than beside it. */
function focusNext(from: Element, [dx, dy]: readonly [number, number]): void {
  const origin = middleOf(from);
  let nearest: { distance: number; element?: SVGGraphicsElement } = { distance: Number.POSITIVE_INFINITY };
  for (const { element, mark } of shownParts()) {
    const { x, y } = middleOf(mark);
    const ahead = (x - origin.x) * dx + (y - origin.y) * dy;
    const beside = Math.abs((x - origin.x) * dy) + Math.abs((y - origin.y) * dx);
    const distance = ahead + 2 * beside;
    if (ahead > 1 && beside <= ahead * 2 && distance < nearest.distance) nearest = { distance, element };
  }
  if (!nearest.element) return;
  nearest.element.focus({ preventScroll: true });
  reveal(nearest.element);
}

function middleOf(element: Element): { x: number; y: number } {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
