import type { Json } from "../json.ts";
import type { Redact } from "../run/redact.ts";

/** What a line of the log says: `message` is one of a fixed set, the rest is told apart by it. */
export type LogEntry = Readonly<Record<string, unknown>>;
export type Log = (entry: LogEntry) => void;

/** Lines of JSON with their time, through `redact`. */
export function createLog(redact: Redact, write: (line: string) => void): Log {
  return (entry) => {
    const line: Json = JSON.parse(JSON.stringify({ time: new Date().toISOString(), ...entry }));
    write(`${JSON.stringify(redact(line))}\n`);
  };
}

/** The words of an error, and of what caused it. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return [...new Set(error.errors.map(wordsOf))].join(", ");
  const cause = error.cause === undefined ? "" : wordsOf(error.cause);
  // Our own messages say why already.
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
