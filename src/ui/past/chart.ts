import { type Constellation, chance, type Layout, type Star } from "../diagram/layout.ts";

const SVG = "http://www.w3.org/2000/svg";
const MOST_LETTERS = 21;
/** Half the width of a letter, of its size. */
const LETTER_SHARE = 0.3;
/** As far as a line stays away from a star. */
const CLEARANCE = 14;

const DUST = 90;
/** Drawn for a page some 1200 pixels wide: on a larger sheet, letters grow with it. */
const USUAL_WIDTH = 1200;

/** Draws a layout without its stars, with the classes that drawings of the configuration have. */
export function chartOf(layout: Layout): SVGSVGElement {
  const { width, height, isDense, constellations } = layout;
  const letter = letterOf(layout);
  const svg = element("svg", { viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, role: "group" });
  svg.setAttribute("aria-label", "Chart of all checks by project");
  svg.classList.toggle("dense", isDense);
  svg.append(grid(layout), dust(layout));
  for (const constellation of constellations) {
    svg.append(caption(constellation, 16 * letter), figure(constellation.stars));
  }
  return svg;
}

/** Above all lines of the chart, because of their names. */
export function addStars(svg: SVGSVGElement, layout: Layout): void {
  const style = { isDense: layout.isDense, letter: letterOf(layout), width: layout.width };
  const stars = layout.constellations.flatMap((constellation) => constellation.stars);
  svg.append(...stars.map((star) => starOf(star, style)));
}

function letterOf({ width }: Layout): number {
  return Math.max(1, width / USUAL_WIDTH);
}

/** Circles round a pole above the sheet, and the meridians that come from it. */
function grid({ width, height }: Layout): SVGElement {
  const group = element("g", { class: "chart" });
  const pole = { x: width / 2, y: -height };
  for (let r = height * 1.2; r < height * 2.4; r += height / 4) {
    group.append(element("circle", { cx: pole.x, cy: pole.y, r }));
  }
  for (let angle = -5; angle <= 5; angle += 1) {
    const slope = Math.tan(angle / 7);
    // On past the sheet: on a wall there is sky around it.
    const d = `M${pole.x} ${pole.y}L${pole.x + 3 * slope * height} ${2 * height}`;
    group.append(element("path", { d }));
  }
  return group;
}

function dust({ width, height }: Layout): SVGElement {
  const group = element("g", { class: "dust" });
  for (let index = 0; index < DUST; index += 1) {
    const at = (salt: number) => chance(`dust ${index}`, salt);
    const r = 0.4 + at(3) ** 2 * 1.4;
    group.append(element("circle", { cx: at(1) * width, cy: at(2) * height, r }));
  }
  return group;
}

function caption({ project, x, y }: Constellation, size: number): SVGElement {
  const text = element("text", { class: "caption", x, y, "text-anchor": "middle", "font-size": size });
  text.textContent = cut(project, 24);
  return text;
}

/** The line through the stars of a constellation, which ends before each of them. */
function figure(stars: readonly Star[]): SVGElement {
  const d = stars.flatMap((star, index) => {
    const next = stars[index + 1];
    return next ? [segment(star, next)] : [];
  });
  return element("path", { class: "figure", d: d.join("") });
}

function segment(from: Star, to: Star): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 3 * CLEARANCE) return "";
  const [dx, dy] = [((to.x - from.x) / length) * CLEARANCE, ((to.y - from.y) / length) * CLEARANCE];
  const places = [from.x + dx, from.y + dy, to.x - dx, to.y - dy].map((value) => value.toFixed(1));
  return `M${places[0]} ${places[1]}L${places[2]} ${places[3]}`;
}

interface Style {
  readonly isDense: boolean;
  /** What letters are enlarged by. */
  readonly letter: number;
  /** Of the sheet. */
  readonly width: number;
}

function starOf({ id, name, x, y, radius }: Star, { isDense, letter, width }: Style): SVGElement {
  const group = element("g", { class: "star", "data-check": id });
  const at = { cx: x.toFixed(1), cy: y.toFixed(1) };
  // A thousand blurred halos are more than a phone can draw.
  if (!isDense) group.append(element("circle", { class: "halo", ...at, r: radius * 2.6 }));
  else group.append(element("circle", { class: "target", ...at, r: 16 }));
  group.append(element("circle", { class: "core", ...at, r: isDense ? radius * 0.8 : radius }));
  const size = 15 * (isDense ? letter : Math.sqrt(letter));
  const text = cut(name, MOST_LETTERS);
  const half = text.length * size * LETTER_SHARE;
  const label = element("text", {
    class: "label",
    // Within the sheet.
    x: Math.max(half, Math.min(x, width - half)),
    y: y + radius + 8 + size,
    "text-anchor": "middle",
    "font-size": size,
  });
  label.textContent = text;
  group.append(label);
  return group;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  return created;
}
