// What may stay in a diagram. Everything that is not named here goes.

const SHAPES = "path rect circle ellipse line polyline polygon";
const TEXT = "text tspan textPath";
const STRUCTURE = "svg g defs symbol use switch image marker mask clipPath pattern title desc";
const PAINT = "linearGradient radialGradient stop filter";
const FILTERS = `feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG
  feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile feTurbulence`;

/** Elements that draw, and cannot run, load or embed anything else. No animation: `<set>` can rewrite a link. */
export const ELEMENTS: ReadonlySet<string> = new Set(
  words(`${SHAPES} ${TEXT} ${STRUCTURE} ${PAINT} ${FILTERS}`),
);

/** Only there does text mean something. `title` and `desc` hold nothing else: HTML parsers take tags in them for HTML. */
export const TEXT_ELEMENTS: ReadonlySet<string> = new Set([...words(TEXT), "title", "desc"]);
export const LEAVES: ReadonlySet<string> = new Set(["title", "desc"]);

/** Properties that may be written as attributes; a `style` attribute is turned into these. */
export const PRESENTATION: ReadonlySet<string> = new Set(
  words(`alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters
    direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font-family
    font-size font-style font-variant font-weight image-rendering letter-spacing lighting-color marker-end marker-mid
    marker-start mask mask-type opacity overflow paint-order pointer-events shape-rendering stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect visibility word-spacing
    writing-mode`),
);

const GEOMETRY =
  words(`clipPathUnits cx cy d dx dy filterUnits fr fx fy gradientTransform gradientUnits height lengthAdjust
  markerHeight markerUnits markerWidth maskContentUnits maskUnits method offset orient pathLength patternContentUnits
  patternTransform patternUnits points preserveAspectRatio primitiveUnits r refX refY requiredFeatures rotate rx ry side
  spacing spreadMethod startOffset systemLanguage textLength transform viewBox width x x1 x2 y y1 y2 xml:space`);
const FILTER_VALUES =
  words(`amplitude baseFrequency edgeMode exponent in in2 intercept k1 k2 k3 k4 mode numOctaves operator
  radius result seed slope stdDeviation stitchTiles tableValues type values`);

/** Attributes whose value the browser interprets. */
export const ATTRIBUTES: ReadonlySet<string> = new Set([...PRESENTATION, ...GEOMETRY, ...FILTER_VALUES]);

/** Attributes whose value is only a name or a text. */
export const PLAIN_ATTRIBUTES: ReadonlySet<string> = new Set(
  words("id data-check class role aria-label aria-hidden aria-roledescription"),
);

const IMAGE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;
const FRAGMENT = /^#[^\s"'()\\]+$/;
const LOCAL_URL = /url\(\s*(["']?)#[^\s"'()\\]+\1\s*\)/gi;
const FUNCTIONS = new Set(
  words(`rgb rgba hsl hsla hwb lab lch oklab oklch color-mix matrix translate translatex translatey scale scalex scaley
    rotate skewx skewy light-dark var blur drop-shadow`),
);

/** Whether `href` stays within the document: an element of it, or, for an image, its own pixels. */
export function isLocalReference(href: string, element: string): boolean {
  return FRAGMENT.test(href) || (element === "image" && IMAGE.test(href));
}

/**
 * Whether a value loads nothing from elsewhere. Presentation attributes are CSS, where `image-set("…")`, `src("…")` and
 * the escaped `u\72l(…)` fetch too: functions that are not known, and escapes, are refused.
 */
export function isHarmless(value: string): boolean {
  const rest = value.replace(LOCAL_URL, " ");
  if (/\\|\/\*|javascript:/i.test(rest)) return false;
  return [...rest.matchAll(/([\w-]*)\s*\(/g)].every(([, name = ""]) => FUNCTIONS.has(name.toLowerCase()));
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
