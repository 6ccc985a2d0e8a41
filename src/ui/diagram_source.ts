import DOMPurify from "dompurify";

const REFERENCE = /url\(\s*['"]?(?!#)/i;
/** What drawing programs write into `style`, which the Content-Security-Policy does not let through. */
const PRESENTATION =
  /^(fill|stroke|opacity|color|display|visibility|font|text-anchor|dominant-baseline|letter-spacing|stop)(-[a-z-]+)?$/;

DOMPurify.addHook("beforeSanitizeAttributes", (node) => {
  if (node instanceof SVGElement) spreadStyle(node);
});
DOMPurify.addHook("uponSanitizeAttribute", (_, attribute) => {
  // Nothing is fetched for a diagram: only its own gradients and markers may be referred to.
  if (REFERENCE.test(attribute.attrValue)) attribute.keepAttr = false;
});

/** The drawing of the configuration, harmless; undefined where there is none. */
export async function readDiagram(): Promise<SVGSVGElement | undefined> {
  const response = await fetch("/diagram.svg", { cache: "no-cache" });
  if (!response.ok) return undefined;
  return sanitise(await response.text());
}

function sanitise(text: string): SVGSVGElement | undefined {
  const fragment = DOMPurify.sanitize(text, {
    USE_PROFILES: { svg: true, svgFilters: true },
    FORBID_TAGS: ["style", "image", "a"],
    FORBID_ATTR: ["style", "href", "xlink:href", "tabindex"],
    RETURN_DOM_FRAGMENT: true,
  });
  const svg = fragment.querySelector("svg");
  if (svg) scaleFreely(svg);
  return svg ?? undefined;
}

function spreadStyle(element: SVGElement): void {
  for (const declaration of (element.getAttribute("style") ?? "").split(";")) {
    const [property = "", value = ""] = declaration.split(":").map((part) => part.trim());
    if (PRESENTATION.test(property)) element.setAttribute(property, value);
  }
  element.removeAttribute("style");
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
