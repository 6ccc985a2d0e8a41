import type { ReadStream } from "node:tty";
import { type Constellation, isPart, PARTS, type PartName } from "../../test/constellation/mod.ts";
import type { Terminal } from "./terminal.ts";

const CTRL_C = "\u0003";
const NAMES = Object.keys(PARTS).filter(isPart);

export interface KeyboardOptions {
  readonly input: ReadStream;
  readonly terminal: Terminal;
  readonly constellation: Constellation | undefined;
  readonly quit: () => void;
}

/** Listens to single keys: a part's letter breaks or mends it, `q` quits. Returns what gives the keyboard back. */
export function listenToKeys({ input, terminal, constellation, quit }: KeyboardOptions): () => void {
  const press = (key: string) => {
    if (key === "q" || key === CTRL_C) return quit();
    const part = NAMES.find((name) => PARTS[name].key === key);
    if (constellation && part) terminal.write(`${toggle(constellation, part)}\n`);
  };
  input.setRawMode(true).setEncoding("utf8").on("data", press);
  return () => {
    input.off("data", press).setRawMode(false).pause();
  };
}

/** The letters and what they stand for, in rows that fit the screen. */
export function keysHelp(columns: number): string {
  const keys = [...NAMES.map((name) => `${PARTS[name].key} ${name}`), "q quit"];
  const width = Math.max(...keys.map((key) => key.length)) + 3;
  const perRow = Math.max(1, Math.floor((columns - 2) / width));
  const rows = keys.map((key, index) => key.padEnd(width) + ((index + 1) % perRow === 0 ? "\n  " : ""));
  return `  ${rows.join("").trimEnd()}\n`;
}

/** Breaks the part, or mends it, and tells so. */
export function toggle(constellation: Constellation, part: PartName): string {
  if (constellation.isBroken(part)) {
    constellation.mend(part);
    return `          mended ${part}`;
  }
  constellation.break(part);
  return `          broke ${part}: it ${PARTS[part].broken}`;
}
