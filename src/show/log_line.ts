import type { Definition } from "../definition.ts";
import type { Json } from "../json.ts";
import { shorten } from "../messages/shorten.ts";
import type { Result } from "../outcome.ts";
import { endedAt } from "../schedule.ts";
import { iso } from "./brief.ts";

/** One line of the log for each run, with the original's fields: what drew its plots in Grafana draws these. */
export interface LogLine {
  /** When the run ended: ISO 8601 in UTC. */
  readonly time: string;
  readonly project: string;
  readonly check: string;
  readonly tags: readonly string[];
  readonly success: boolean;
  /** JSON as text, redacted: a store of logs needs no column for whatever a check finds. */
  readonly data: string;
  readonly plot: number | null;
}

// A Worker may log 128 KB an invocation, and a tick has one line for each of 150 checks.
const MAX_DATA_CHARS = 4_000;

export function logLine({ project, name, tags }: Definition, result: Result): LogLine {
  const { outcome } = result;
  const errored = outcome.status === "errored";
  return {
    time: iso(endedAt(result)),
    project,
    check: name,
    tags,
    success: outcome.status === "passed",
    data: textOf(errored ? { error: { ...outcome.error } } : outcome.data),
    plot: errored ? null : outcome.value,
  };
}

/** JSON in any case: of what is too long, the beginning. */
function textOf(data: Json): string {
  const text = JSON.stringify(data);
  if (text.length <= MAX_DATA_CHARS) return text;
  return JSON.stringify({
    truncated: true,
    characters: text.length,
    beginning: shorten(text, MAX_DATA_CHARS / 2),
  });
}
