// The diagram is a file of the operator, drawn by tools that leave anything in it. It is shown inside our page, so
// that it can be coloured: what could run or load something is taken out first, by an allow-list, never by a deny-list.
import { parseXml, XmlElement, XmlText } from "@rgrove/parse-xml";
import type { Definition } from "../definition.ts";
import {
  ATTRIBUTES,
  ELEMENTS,
  isHarmless,
  isLocalReference,
  LEAVES,
  PLAIN_ATTRIBUTES,
  PRESENTATION,
  TEXT_ELEMENTS,
} from "./diagram_rules.ts";

// Drawings nest a dozen groups; the recursions here and in browsers have a stack to spare.
const MAX_DEPTH = 100;
const CHECK_ID = /^\S+?--\S+$/;

export interface Diagram {
  /** Safe to insert into a page; empty where the input cannot be read. */
  readonly svg: string;
  /** The checks that have an element, `project--check`: by its id, or by `data-check` where several show one. */
  readonly ids: readonly string[];
  /** What was taken out or could not be read, one sentence each. */
  readonly problems: readonly string[];
}

/** Makes a diagram safe to insert into a page. What drawing tools keep for themselves goes without a word. */
export function sanitiseDiagram(svg: string): Diagram {
  const { root, problem } = parse(svg);
  if (!root) return { svg: "", ids: [], problems: [`Cannot use the diagram: ${problem}`] };
  const found: Found = { ids: [], shown: [], problems: new Set() };
  const text = element(root, { found, depth: 0, parent: "" });
  return { svg: text, ids: [...new Set([...found.ids, ...found.shown])], problems: [...found.problems] };
}

/** One sentence for each element without a check, and for each check without an element. */
export function diagramProblems(
  ids: readonly string[],
  definitions: readonly Pick<Definition, "project" | "name">[],
): string[] {
  const expected = definitions.map(({ project, name }) => `${project}--${name}`);
  const unknown = ids.filter((id) => !expected.includes(id));
  const missing = expected.filter((id) => !ids.includes(id));
  return [
    ...unknown.map((id) => `Cannot colour "${id}" of the diagram: no such check`),
    ...missing.map(
      (id) => `Cannot show ${id.replace("--", "/")} in the diagram: no element has the id "${id}"`,
    ),
  ];
}

interface Found {
  readonly ids: string[];
  /** By `data-check`, which several elements may share. */
  readonly shown: string[];
  readonly problems: Set<string>;
}

interface Place {
  readonly found: Found;
  readonly depth: number;
  readonly parent: string;
}

type Parsed =
  | { readonly root: XmlElement; readonly problem?: never }
  | { readonly root?: never; readonly problem: string };

function parse(svg: string): Parsed {
  try {
    const { root } = parseXml(svg);
    if (root?.name === "svg") return { root };
    return { problem: `its root is <${root?.name}>, not <svg>` };
  } catch (error) {
    // The parser quotes the text below its first line; a document nested too deep ends it with a RangeError.
    return { problem: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

/** The element with what may stay of it, as text; nothing if it may not stay itself. */
function element({ name, attributes, children }: XmlElement, { found, depth, parent }: Place): string {
  if (depth > MAX_DEPTH) {
    found.problems.add(`Cannot keep what is nested deeper than ${MAX_DEPTH} elements in the diagram`);
    return "";
  }
  if (!ELEMENTS.has(name) || LEAVES.has(parent)) {
    if (!isToolData(name, parent))
      found.problems.add(`Cannot keep <${name}> in the diagram: not allowed there`);
    // A link goes, what it surrounds stays.
    return name === "a" ? content(children, { found, depth: depth + 1, parent }) : "";
  }
  const inner = content(children, { found, depth: depth + 1, parent: name });
  const written = [...attributesOf(name, attributes, found)].map(
    ([key, value]) => ` ${key}="${escapeXml(value)}"`,
  );
  if (depth === 0) written.unshift(' xmlns="http://www.w3.org/2000/svg"');
  return `<${name}${written.join("")}>${inner}</${name}>`;
}

function content(children: XmlElement["children"], place: Place): string {
  const texts = children.map((child) => {
    if (child instanceof XmlElement) return element(child, place);
    return child instanceof XmlText && TEXT_ELEMENTS.has(place.parent) ? escapeXml(child.text) : "";
  });
  return texts.join("");
}

function attributesOf(
  name: string,
  given: Readonly<Record<string, string>>,
  found: Found,
): Map<string, string> {
  const kept = new Map<string, string>();
  const { style = "", ...others } = given;
  for (const [key, value] of [...Object.entries(others), ...declarations(style)]) {
    if (isKept(name, key, value)) kept.set(key === "xlink:href" ? "href" : key, value);
    else if (isDangerous(key))
      found.problems.add(`Cannot keep "${key}" of <${name}> in the diagram: not allowed there`);
  }
  noteCheck(kept, found);
  return kept;
}

function noteCheck(attributes: ReadonlyMap<string, string>, { ids, shown, problems }: Found): void {
  const check = attributes.get("data-check");
  if (check !== undefined) {
    shown.push(check);
    return;
  }
  const id = attributes.get("id") ?? "";
  if (!CHECK_ID.test(id)) return;
  if (ids.includes(id))
    problems.add(`Cannot tell two elements of the diagram apart: both have the id "${id}"`);
  ids.push(id);
}

function isKept(name: string, key: string, value: string): boolean {
  if (PLAIN_ATTRIBUTES.has(key)) return true;
  if (key === "href" || key === "xlink:href") return isLocalReference(value, name);
  return ATTRIBUTES.has(key) && isHarmless(value);
}

/** The style attribute of Inkscape and others: a strict Content-Security-Policy ignores it, but not its attributes. */
function declarations(style: string): [string, string][] {
  return style
    .split(";")
    .map((text): [string, string] => [text.split(":")[0] ?? "", text.slice(text.indexOf(":") + 1)])
    .map(([key, value]): [string, string] => [key.trim(), value.replace(/!\s*important/i, "").trim()])
    .filter(([key]) => PRESENTATION.has(key));
}

function isDangerous(key: string): boolean {
  return key.startsWith("on") || key.endsWith("href") || ATTRIBUTES.has(key);
}

/** Layers, guides and licences in a tool's own namespace; HTML labels that draw.io writes beside a plain one. */
function isToolData(name: string, parent: string): boolean {
  return name.includes(":") || name === "metadata" || (name === "foreignObject" && parent === "switch");
}

/** White space as references too: a parser would turn tabs and line ends of attributes into spaces. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
