import { nodeHost } from "../agent/host.ts";
import { type Definition, idOf } from "../definition.ts";
import type { Result } from "../outcome.ts";
import { createRedact } from "../run/redact.ts";
import { createSlots } from "../run/slots.ts";
import { run } from "../runner.ts";
import type { Configuration } from "./configuration.ts";
import type { Terminal } from "./terminal.ts";

// A machine has no limit of its own; this is polite to servers that many checks ask.
const SLOTS = 24;

export interface FinishedRun {
  readonly definition: Definition;
  readonly result: Result;
}

export interface RunAllOptions extends Pick<Configuration, "config" | "settings"> {
  readonly terminal: Terminal;
  /** Ends what still runs. */
  readonly signal: AbortSignal;
}

/** Runs checks side by side and tells how far they are. What `signal` ended is not among the results. */
export async function runAll(
  definitions: readonly Definition[],
  options: RunAllOptions,
): Promise<FinishedRun[]> {
  const { config, settings, terminal, signal } = options;
  const host = nodeHost({ log: (entry) => terminal.warn(`${JSON.stringify(entry)}\n`) });
  const slots = createSlots(SLOTS);
  const redact = createRedact([...config.secrets, ...settings.secrets]);
  const running = new Set(definitions);
  const tell = () => terminal.progress(progressLine(running, definitions.length));

  tell();
  const runs = definitions.map(async (definition) => {
    const result = await run(definition, { host, http: settings.http, slots, redact, signal });
    running.delete(definition);
    tell();
    return result ? [{ definition, result }] : [];
  });
  const finished = (await Promise.all(runs)).flat();
  terminal.progress("");
  return finished;
}

/** `7 of 9 checks · shop/login, shop/cart` */
export function progressLine(running: ReadonlySet<Definition>, total: number): string {
  const names = [...running].map(idOf).join(", ");
  return running.size === 0 ? "" : `${total - running.size} of ${total} checks · ${names}`;
}
