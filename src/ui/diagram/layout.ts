// A chart for a configuration without a drawing: projects are constellations, checks are stars. It is the same
// whenever the names are the same, so that people learn where things are.
import type { BoardCheck } from "../../show/board_document.ts";

type Named = Pick<BoardCheck, "project" | "name">;

/** With more stars than these only those in trouble are named. */
const MOST_NAMED = 90;
const MARGIN = 32;
const CAPTION = 56;
const GAP = 40;
const ASPECT = 2;
/** Constellations that are no wider than high leave room for more beside them, and for larger letters. */
const BLOCK_ASPECT = 1;
const WIDER = 1.06;
/** A few stars do not fill the sky. */
const LEAST = { width: 1000, height: 480 };
const NAMED = {
  least: 96,
  most: 184,
  height: 92,
  letter: 8.4,
  captionLetter: 14,
  stray: { x: 0.16, y: 0.16, turn: 0.17 },
};
const DENSE = {
  least: 52,
  most: 52,
  height: 46,
  letter: 0,
  captionLetter: 22,
  stray: { x: 0.6, y: 0.6, turn: 0 },
};

export interface Star {
  readonly id: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Constellation {
  readonly project: string;
  readonly x: number;
  readonly y: number;
  readonly stars: readonly Star[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Whether there is no room for every name. */
  readonly isDense: boolean;
  readonly constellations: readonly Constellation[];
}

interface Block {
  readonly project: string;
  readonly names: readonly string[];
  readonly columns: number;
  /** A star strays from the middle of its cell by up to half of these shares of it, and by `turn` up or down. */
  readonly cell: {
    readonly width: number;
    readonly height: number;
    readonly stray: { readonly x: number; readonly y: number; readonly turn: number };
  };
  readonly width: number;
  readonly height: number;
}

/** Places every check, about twice as wide as high. */
export function layOut(checks: readonly Named[]): Layout {
  const isDense = checks.length > MOST_NAMED;
  const groups = Map.groupBy(checks, ({ project }) => project);
  const blocks = [...groups].map(([project, members]) => blockOf(project, members, isDense));
  const all = widthOf(blocks);
  let sheet = Math.max(0, ...blocks.map(({ width }) => width));
  let placed = place(blocks, sheet);
  while (placed.width < placed.height * ASPECT && sheet < all) {
    sheet *= WIDER;
    placed = place(blocks, sheet);
  }
  return { ...centred(placed), isDense };
}

type Placed = Omit<Layout, "isDense">;

function centred({ width, height, constellations }: Placed): Placed {
  const sky = { width: Math.max(width, LEAST.width), height: Math.max(height, LEAST.height) };
  const [dx, dy] = [(sky.width - width) / 2, (sky.height - height) / 2];
  const shifted = constellations.map(({ project, x, y, stars }) => ({
    project,
    x: x + dx,
    y: y + dy,
    stars: stars.map((star) => ({ ...star, x: star.x + dx, y: star.y + dy })),
  }));
  return { ...sky, constellations: shifted };
}

function blockOf(project: string, members: readonly Named[], isDense: boolean): Block {
  const { least, most, height, letter, captionLetter, stray } = isDense ? DENSE : NAMED;
  const names = members.map(({ name }) => name);
  const longest = Math.max(...names.map(({ length }) => length));
  const width = Math.max(least, Math.min(most, longest * letter + 24));
  const columns = Math.ceil(Math.sqrt((names.length * height * BLOCK_ASPECT) / width));
  const rows = Math.ceil(names.length / columns);
  const caption = Math.min(project.length, 24) * captionLetter;
  return {
    project,
    names,
    columns,
    cell: { width, height, stray },
    width: Math.max(columns * width, caption),
    height: rows * height + CAPTION,
  };
}

/** Shelf by shelf, each spread over the whole width. */
function place(blocks: readonly Block[], sheet: number): Placed {
  const shelves: Block[][] = [];
  for (const block of blocks) {
    const shelf = shelves.at(-1);
    if (shelf && widthOf(shelf) + GAP + block.width <= sheet) shelf.push(block);
    else shelves.push([block]);
  }
  const width = Math.max(0, ...shelves.map(widthOf));
  const constellations: Constellation[] = [];
  let y = MARGIN;
  for (const shelf of shelves) {
    const space = (width - widthOf(shelf)) / (shelf.length + 1);
    let x = MARGIN + space;
    for (const block of shelf) {
      constellations.push(constellationAt(block, x, y));
      x += block.width + GAP + space;
    }
    y += Math.max(...shelf.map(({ height }) => height)) + GAP;
  }
  return { width: width + 2 * MARGIN, height: y - GAP + MARGIN, constellations };
}

function widthOf(shelf: readonly Block[]): number {
  let width = (shelf.length - 1) * GAP;
  for (const block of shelf) width += block.width;
  return width;
}

function constellationAt(
  { project, names, columns, cell, width }: Block,
  x: number,
  y: number,
): Constellation {
  const inset = (width - columns * cell.width) / 2;
  const stars = names.map((name, index) => {
    const row = Math.floor(index / columns);
    // Every other row runs backwards: the line through all stars never crosses the figure.
    const column = row % 2 === 0 ? index % columns : columns - 1 - (index % columns);
    const id = `${project}--${name}`;
    // Neighbours take turns above and below the middle: long names do not meet.
    const lift = (column % 2 === 0 ? -1 : 1) * cell.stray.turn;
    return {
      id,
      name,
      x: x + inset + (column + 0.5) * cell.width + (chance(id, 1) - 0.5) * cell.width * cell.stray.x,
      y: y + CAPTION + (row + 0.4 + lift + (chance(id, 2) - 0.5) * cell.stray.y) * cell.height,
      radius: 4 + 4 * chance(id, 3),
    };
  });
  return { project, x: x + width / 2, y: y + 17, stars };
}

/** Between 0 and 1, and always the same for the same text (FNV-1a). */
export function chance(text: string, salt: number): number {
  let hash = 2166136261 ^ salt;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  hash ^= hash >>> 15;
  return ((Math.imul(hash, 2246822519) ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
