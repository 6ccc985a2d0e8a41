import { effect, type Signal, signal } from "@preact/signals";
import type { HistoryDocument } from "../../history/history_document.ts";
import { now } from "../clock.ts";
import { endpointOf } from "../details/answer.ts";
import { readJson } from "../read.ts";
import { opened, type Place } from "../route.ts";
import { isHistoryDocument } from "./history_guard.ts";
import { isPastSeen } from "./past.ts";

const DAY = 86_400;
/** How far back a plot may look, in seconds. */
export const RANGES = {
  "1 h": 3600,
  "6 h": 6 * 3600,
  "1 d": DAY,
  "7 d": 7 * DAY,
  "30 d": 30 * DAY,
  "90 d": 90 * DAY,
};
export type Range = keyof typeof RANGES;
/** Whoever was woken asks what happened this night. */
const FIRST = "1 d" satisfies Range;
/** What the strip of days shows. */
export const LONGEST = "90 d" satisfies Range;
const POINTS = 540;

export type HistoryReading =
  | { readonly status: "reading" }
  | { readonly status: "read"; readonly document: HistoryDocument }
  | { readonly status: "unreadable"; readonly message: string };

const READING: HistoryReading = { status: "reading" };

export const range = signal<Range>(FIRST);
/** Of the whole strip. */
export const longHistory = signal<HistoryReading>(READING);
/** Of the chosen range. */
export const shownHistory = signal<HistoryReading>(READING);

/** Reads the history of the open check: of each range that is chosen, and of the strip once somebody sees it. */
export function startHistory(): void {
  effect(() => {
    const place = opened.value;
    longHistory.value = READING;
    return place && isPastSeen.value ? follow(place, LONGEST, longHistory) : undefined;
  });
  effect(() => {
    // Another check begins anew.
    opened.value;
    range.value = FIRST;
  });
  effect(() => {
    const place = opened.value;
    const chosen = range.value;
    if (!place || chosen === LONGEST) {
      shownHistory.value = longHistory.value;
      return;
    }
    return follow(place, chosen, shownHistory);
  });
}

/** Reads into `target`; returns how to give up. */
function follow(place: Place, chosen: Range, target: Signal<HistoryReading>): () => void {
  const controller = new AbortController();
  void read(place, chosen, controller.signal).then((reading) => {
    if (!controller.signal.aborted) target.value = reading;
  });
  return () => controller.abort();
}

async function read(place: Place, chosen: Range, signal: AbortSignal): Promise<HistoryReading> {
  const from = Math.floor(now.peek() / 1000) - RANGES[chosen];
  try {
    const { body } = await readJson(`${endpointOf(place)}/history?from=${from}&points=${POINTS}`, { signal });
    if (!isHistoryDocument(body)) throw new TypeError("the answer is no history");
    return { status: "read", document: body };
  } catch (error) {
    return { status: "unreadable", message: error instanceof Error ? error.message : String(error) };
  }
}
