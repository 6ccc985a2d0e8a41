import { execFile } from "node:child_process";
import { devNull } from "node:os";

export interface Curl {
  /** A name or a path. */
  readonly command: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** `exitCode` 0: an answer came. `error`: what curl said, without its name. */
export interface Answer {
  readonly exitCode: number;
  readonly output: string;
  readonly error: string;
}

/** No configuration file (-q, which must come first), no pattern that stands for many URLs (-g), no other protocol. */
const HEAD = ["-q", "-g", "-sSI", "--proto", "=http,https", "-o", devNull, "-w", "%{http_version}"];

/** One HEAD request with `flag`, and no redirect followed. `output` is the version of the answer, as curl spells it. */
export function askWith(curl: Curl, flag: string, url: URL): Promise<Answer> {
  return start(curl, [...HEAD, "--max-time", String(curl.timeoutMs / 1000), flag, "--", url.href]);
}

/** What the installed curl was built with: `HTTP2`, `HTTP3` … Rejects if there is no curl. */
export async function featuresOf(curl: Curl): Promise<readonly string[]> {
  const { output } = await start(curl, ["-q", "--version"]);
  return /^Features: (.+)$/m.exec(output)?.[1]?.split(" ") ?? [];
}

/** Without a shell: the arguments are what they are. Rejects if curl did not run to its end. */
function start({ command, signal }: Curl, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { signal }, (error, output, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === "number")
        resolve({ exitCode, output, error: stderr.replace(/^curl: /, "").trim() });
      else if (signal.aborted) reject(signal.reason);
      else reject(new TypeError(`"${command}" does not run (${String(exitCode)})`, { cause: error }));
    });
  });
}
