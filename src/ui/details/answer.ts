import { computed, effect, signal } from "@preact/signals";
import { isNumber, isRecord, isText } from "../guards.ts";
import { keyOf } from "../live/merge.ts";
import { readJson } from "../read.ts";
import { opened, type Place } from "../route.ts";
import { checks } from "../state.ts";
import { bugsFrom, type KnownBugs } from "./bugs.tsx";

/** What the endpoint of a check tells beyond its state. A field of another shape counts as missing. */
export interface Answer {
  readonly documentation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly troubleshooting: string;
  readonly data: unknown;
  readonly error: { readonly type: string; readonly message: string } | undefined;
  /** When this result was reached. */
  readonly datetime: string | undefined;
  readonly duration: number | undefined;
  readonly known: KnownBugs;
}

export type Reading =
  | { readonly status: "reading" }
  | { readonly status: "read"; readonly answer: Answer }
  | { readonly status: "unreadable"; readonly message: string };

/** The answer for the check whose details are open. */
export const reading = signal<Reading>({ status: "reading" });

const datetime = computed(() => {
  const place = opened.value;
  const key = place && keyOf(place);
  return checks.value.find((check) => keyOf(check) === key)?.datetime;
});

/** Path of the check's own endpoint. */
export function endpointOf({ project, name }: Place): string {
  return `/checks/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;
}

/** Reads the endpoint of the open check, and again whenever it has a newer result. */
export function startAnswers(): void {
  let shown: Place | undefined;
  effect(() => {
    const place = opened.value;
    // A newer result is another answer; undefined: the board does not know the check, or is not there yet.
    if (!place || datetime.value === undefined) return;
    if (place !== shown) reading.value = { status: "reading" };
    shown = place;
    const controller = new AbortController();
    void read(place, controller.signal);
    return () => controller.abort();
  });
}

async function read(place: Place, signal: AbortSignal): Promise<void> {
  try {
    const { body } = await readJson(endpointOf(place), { signal });
    reading.value = { status: "read", answer: answerFrom(body) };
  } catch (error) {
    if (signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    reading.value = { status: "unreadable", message };
  }
}

/** Throws a TypeError where `body` is no answer of a check. */
export function answerFrom(body: unknown): Answer {
  if (!isRecord(body)) throw new TypeError("Cannot read the check: the answer is no object");
  const { documentation, parameters, troubleshooting, data, error, datetime, duration } = body;
  return {
    documentation: isText(documentation) ? documentation : "",
    parameters: isRecord(parameters) ? parameters : {},
    troubleshooting: isText(troubleshooting) ? troubleshooting : "",
    data,
    error: errorFrom(error),
    datetime: isText(datetime) ? datetime : undefined,
    duration: isNumber(duration) ? duration : undefined,
    known: bugsFrom(body),
  };
}

/** An error of the check has a type and a message; an error of the API is a sentence. */
function errorFrom(error: unknown): Answer["error"] {
  if (isText(error)) return { type: "Error", message: error };
  if (!isRecord(error)) return undefined;
  const { type, message } = error;
  return { type: isText(type) ? type : "Error", message: isText(message) ? message : "" };
}
