import type { BoardCheck } from "../../show/board_document.ts";
import { SHAPES } from "../status.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Radius of a mark where the drawing does not say, as a share of the drawing's width. */
const RADIUS_SHARE = 1 / 130;

/** An element of the drawing that shows a check. */
export interface Part {
  readonly element: SVGGraphicsElement;
  readonly mark: SVGPathElement;
  /** `project--check` */
  readonly id: string;
}

/** The elements of `svg` that may show a check, each with a mark. The drawing must be in the page: marks need its geometry. */
export function partsOf(svg: SVGSVGElement): Part[] {
  const found = [...svg.querySelectorAll<Element>('[id*="--"], [data-check]')];
  const radius = svg.viewBox.baseVal.width * RADIUS_SHARE;
  // All is measured before anything is added: or the browser would lay the drawing out anew for each mark.
  const places = found.flatMap((element) =>
    element instanceof SVGGraphicsElement ? [{ element, place: placeOf(element, radius) }] : [],
  );
  return places.map(({ element, place }) => ({
    element,
    mark: addMark(element, place),
    id: element.dataset.check ?? element.id,
  }));
}

/** The id by which drawings refer to a check. */
export function diagramId({ project, name }: Pick<BoardCheck, "project" | "name">): string {
  return `${project}--${name}`;
}

/** Shows the state of `check` on its part; a part without a check stays as it was drawn. */
export function paint({ element, mark }: Part, check: BoardCheck | undefined): void {
  if (!check) return;
  const { project, name, status } = check;
  if (element.dataset.status === status) return;
  element.dataset.status = status;
  mark.dataset.status = status;
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "link");
  element.setAttribute("aria-label", `${drawnName(element, check)}${project} ${name}: ${status}`);
  element.setAttribute("aria-describedby", "diagram-tip");
  mark.setAttribute("d", SHAPES[status]);
}

interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function addMark(element: SVGGraphicsElement, { x, y, radius }: MarkPlace): SVGPathElement {
  const mark = document.createElementNS(SVG, "path");
  mark.classList.add("diagram-mark");
  mark.setAttribute("transform", `translate(${x} ${y}) scale(${radius})`);
  if (element instanceof SVGGElement) element.append(mark);
  else element.after(mark);
  return mark;
}

/** What is written beside a part belongs to its name: people say to their browser what they read. */
function drawnName(element: Element, { project, name }: BoardCheck): string {
  const label = element.querySelector(".label")?.textContent?.trim().replace(/…$/, "") ?? "";
  return `${project} ${name}`.toLowerCase().includes(label.toLowerCase()) ? "" : `${label}, `;
}

/** On the star's core, in the middle of a line, at the upper right corner of anything else. */
function placeOf(element: SVGGraphicsElement, radius: number): MarkPlace {
  const core = element.querySelector<SVGGraphicsElement>(".core");
  if (core) {
    const { x, y, width, height } = core.getBBox();
    return { x: x + width / 2, y: y + height / 2, radius: Math.max(radius, width * 0.8) };
  }
  const line = element instanceof SVGPathElement ? element : element.querySelector(".stroke");
  if (line instanceof SVGGeometryElement) {
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
    return { x, y, radius };
  }
  const { x, y, width } = element.getBBox();
  return { x: x + width, y, radius };
}
