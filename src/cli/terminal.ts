import { styleText } from "node:util";

export type Style = "green" | "red" | "yellow" | "dim" | "bold";

/** Colours a text, or leaves it as it is where nobody would see colours. */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes: results to standard output, everything else beside it. */
export interface Terminal {
  readonly paint: Paint;
  /** Columns of the screen; undefined where a program reads the output, or the screen does not tell. */
  readonly columns: number | undefined;
  write(text: string): void;
  warn(text: string): void;
  /** Replaces the line that tells how far we are; an empty text takes it away. Nothing without a screen. */
  progress(text: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const CLEAR_LINE = "\r\u001b[2K";

export const plain: Paint = (_, text) => text;

export function createTerminal({ stdout, stderr, env }: TerminalOptions): Terminal {
  const coloured = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const moving = stderr.isTTY === true && env.TERM !== "dumb";
  const clear = () => {
    if (moving) stderr.write(CLEAR_LINE);
  };
  return {
    paint: coloured ? (style, text) => styleText(style, text, { validateStream: false }) : plain,
    columns: (stdout.isTTY && stdout.columns) || undefined,
    write(text) {
      clear();
      stdout.write(text);
    },
    warn(text) {
      clear();
      stderr.write(text);
    },
    progress(text) {
      if (moving) stderr.write(CLEAR_LINE + text.slice(0, (stderr.columns || 80) - 1));
    },
  };
}
