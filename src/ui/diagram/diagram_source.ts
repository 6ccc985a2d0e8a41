import { purifyDrawing } from "../purify.ts";

/** The drawing of the configuration, harmless; undefined where there is none. */
export async function readDiagram(): Promise<SVGSVGElement | undefined> {
  const response = await fetch("/diagram.svg", { cache: "no-cache" });
  if (!response.ok) return undefined;
  return sanitise(await response.text());
}

function sanitise(text: string): SVGSVGElement | undefined {
  // The server has taken out what could harm. This does it again with the parser that will show the drawing.
  const svg = purifyDrawing(text).querySelector("svg");
  if (!svg) return undefined;
  scaleFreely(svg);
  nameIt(svg);
  return svg;
}

/** A title would follow the pointer as a tooltip all over the drawing. */
function nameIt(svg: SVGSVGElement): void {
  const title = svg.querySelector(":scope > title");
  svg.setAttribute("role", "group");
  if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", title?.textContent ?? "Diagram");
  title?.remove();
}

/** The page decides on the size; the drawing on its proportions. */
function scaleFreely(svg: SVGSVGElement): void {
  const { width, height } = svg;
  if (!svg.hasAttribute("viewBox")) {
    svg.setAttribute("viewBox", `0 0 ${width.baseVal.value || 1200} ${height.baseVal.value || 600}`);
  }
  svg.removeAttribute("width");
  svg.removeAttribute("height");
}
