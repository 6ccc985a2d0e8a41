import { type AST, parseTOML } from "toml-eslint-parser";
import type { Problem } from "../config/problem.ts";

/** The positions of keys in a document, by their path as JSON. */
type Positions = Map<string, { readonly line: number; readonly column: number }>;

type Key = string | number;

/**
 * The problems in the order of the file, each with the line and column of its key, or of the nearest table above it.
 * Only for people at a terminal: the parser that knows positions stays out of the Worker.
 */
export function locate(text: string, problems: readonly Problem[]): Problem[] {
  if (problems.every(({ line }) => line !== undefined)) return [...problems];
  const positions = positionsIn(text);
  const located = problems.map((problem) =>
    problem.line === undefined ? { ...problem, ...nearestPosition(problem.path, positions) } : problem,
  );
  return located.sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}

function nearestPosition(path: readonly string[], positions: Positions): { line?: number; column?: number } {
  for (let length = path.length; length > 0; length -= 1) {
    const position = positions.get(JSON.stringify(path.slice(0, length)));
    if (position) return position;
  }
  return {};
}

function positionsIn(text: string): Positions {
  const positions: Positions = new Map();
  // The parser takes a byte order mark for a key.
  const [root] = parseTOML(text.replace(/^\uFEFF/, "")).body;
  for (const node of root.body) {
    if (node.type === "TOMLKeyValue") addKeyValue(node, [], positions);
    else addTable(node, positions);
  }
  return positions;
}

/** Of `[checks.shop.login]` the last key is the table's own; the others may have a header elsewhere, or none. */
function addTable(table: AST.TOMLTable, positions: Positions): void {
  add(table.resolvedKey, table, positions);
  addParents([], table.key.keys.map(nameOf), { node: table, positions });
  for (const entry of table.body) addKeyValue(entry, table.resolvedKey, positions);
}

function addKeyValue(entry: AST.TOMLKeyValue, parent: readonly Key[], positions: Positions): void {
  const names = entry.key.keys.map(nameOf);
  addParents(parent, names, { node: entry.key, positions });
  const path = [...parent, ...names];
  add(path, entry.key, positions);
  addValue(entry.value, path, positions);
}

function addValue(value: AST.TOMLContentNode, path: readonly Key[], positions: Positions): void {
  if (value.type === "TOMLInlineTable") {
    for (const entry of value.body) addKeyValue(entry, path, positions);
  }
  if (value.type === "TOMLArray") {
    for (const [index, element] of value.elements.entries()) {
      add([...path, index], element, positions);
      addValue(element, [...path, index], positions);
    }
  }
}

interface Place {
  readonly node: AST.TOMLNode;
  readonly positions: Positions;
}

function addParents(parent: readonly Key[], names: readonly string[], { node, positions }: Place): void {
  for (let length = 1; length < names.length; length += 1) {
    add([...parent, ...names.slice(0, length)], node, positions);
  }
}

/** The first place wins. Indexes are text in a problem's path. */
function add(path: readonly Key[], { loc }: AST.TOMLNode, positions: Positions): void {
  const key = JSON.stringify(path.map(String));
  if (!positions.has(key)) positions.set(key, { line: loc.start.line, column: loc.start.column + 1 });
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}
