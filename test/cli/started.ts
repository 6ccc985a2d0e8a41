import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { BoardDocument } from "../../src/show/board_document.ts";

/** `npm start`, running. */
export interface Started {
  readonly url: string;
  readonly constellationUrl: string;
  readonly secret: string;
  output(): string;
  /** Ends it in order, with its runtime: a process that is killed leaves that behind. Resolves with its exit status. */
  stop(): Promise<number | null>;
}

/** Resolves when its greeting is there. */
export async function start(args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, ["src/cli/start.ts", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  const greeting = /dashboard +(\S+)\/\n[\s\S]*constellation +(\S+)\/ [\s\S]*REFRESH_SECRET +(\S+)/;
  const [, url = "", constellationUrl = "", secret = ""] =
    (await until(
      async () => greeting.exec(text),
      (match) => match !== null,
    )) ?? [];
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  async function stop(): Promise<number | null> {
    child.kill("SIGTERM");
    return await ended;
  }
  return { url, constellationUrl, secret, output: () => text, stop };
}

export async function board({ url }: Started): Promise<BoardDocument> {
  return BoardDocument.parse(await (await fetch(`${url}/board`)).json());
}

/** The first value that is `right`; vitest's own time limit ends the search. */
export async function until<T>(look: () => Promise<T>, right: (value: T) => boolean): Promise<T> {
  for (let value = await look(); ; value = await look()) {
    if (right(value)) return value;
    await pause(200);
  }
}
