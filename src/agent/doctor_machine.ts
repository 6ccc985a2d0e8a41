import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { featuresOf } from "./curl.ts";
import { type Finding, fine, problem } from "./finding.ts";
import { lockDirectory } from "./lock.ts";
import { wordsOf } from "./log.ts";

const MEGABYTE = 1024 * 1024;
const TIMEOUT_MS = 5_000;

/** Whether outcomes can be kept. */
export function examineState(directory: string, megabytes: number): Finding {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const probe = join(directory, "doctor");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    return problem("state", `${wordsOf(error)}: name a directory that this user may write with --state`);
  }
  const { bavail, bsize } = statfsSync(directory);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  // Beside the spool there is its log of what was written last.
  const needed = megabytes + 64;
  const text = `${directory} can be written, with ${free} MB free; an agent ${isLocked(directory) ? "works" : "does not work"} in it now`;
  if (free >= needed) return fine("state", text);
  return problem("state", `${text}; ${needed} are needed: free some, or say --spool MEGABYTES`);
}

function isLocked(directory: string): boolean {
  try {
    lockDirectory(directory)[Symbol.dispose]();
    return false;
  } catch {
    return true;
  }
}

/** What checks of HTTP versions have here. */
export async function examineCurl(command: string): Promise<Finding> {
  try {
    const features = await featuresOf({
      command,
      timeoutMs: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const versions = ["HTTP2", "HTTP3"].filter((one) => features.includes(one));
    return fine("curl", `"${command}" runs, and knows ${["HTTP1", ...versions].join(", ")}`);
  } catch {
    // Most checks do without it. Those that do not are told of on their own.
    return fine("curl", `"${command}" does not run: only checks of HTTP versions need it`);
  }
}
