import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { Assignment } from "../agent_protocol.ts";
import { type Log, wordsOf } from "./log.ts";

const FILE = "assignment.json";

/** An assignment and where it is from. It holds no secret: variables are still their names. */
const Kept = z.object({ url: z.string(), etag: z.string(), assignment: Assignment });
export type Kept = z.infer<typeof Kept>;

export interface Source {
  readonly url: string;
  readonly name: string;
}

/** What was kept from this source; undefined where nothing was, or where it cannot be read. */
export function readAssignment(directory: string, { url, name }: Source, log: Log): Kept | undefined {
  const text = read(join(directory, FILE));
  if (text === undefined) return undefined;
  try {
    const kept = Kept.parse(JSON.parse(text));
    return kept.url === url && kept.assignment.agent === name ? kept : undefined;
  } catch (error) {
    log({ message: "kept assignment not used", why: wordsOf(error).slice(0, 500) });
    return undefined;
  }
}

/** On disk when it returns, all of it or what was there before. */
export function keepAssignment(directory: string, kept: Kept): void {
  const file = join(directory, FILE);
  const descriptor = openSync(`${file}.new`, "w", 0o600);
  try {
    writeSync(descriptor, JSON.stringify(kept));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
