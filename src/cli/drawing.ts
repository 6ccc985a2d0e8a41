import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Definition } from "../definition.ts";
import { diagramProblems, sanitiseDiagram } from "../show/diagram.ts";

/**
 * What the drawing beside a configuration lacks, or has too much, a sentence each. `diagram.svg` belongs to the
 * `config.toml` beside it; other files are shown with a drawing only when they are started with one.
 */
export async function drawingProblems(file: string, definitions: readonly Definition[]): Promise<string[]> {
  const drawing = join(dirname(file), "diagram.svg");
  if (basename(file) !== "config.toml" || !existsSync(drawing)) return [];
  const { ids, problems } = sanitiseDiagram(await readFile(drawing, "utf8"));
  return [...problems, ...diagramProblems(ids, definitions)].map((problem) => `${drawing}: ${problem}`);
}
