// What happened before the plot of today. It is read when somebody sees its place: opening a check costs two requests.
import { computed, effect, signal } from "@preact/signals";
import { keyOf } from "../live/merge.ts";
import { opened } from "../route.ts";
import { checks } from "../state.ts";
import { type PastIncident, readIncidents } from "./incidents.ts";

export type IncidentsReading = readonly PastIncident[] | "reading" | { readonly message: string };

/** Whether the past of the open check has come into sight. */
export const isPastSeen = signal(false);
export const incidents = signal<IncidentsReading>("reading");

/** When an incident began and ended, in epoch seconds; null while it lasts. */
export interface IncidentSpan {
  readonly from: number;
  readonly to: number | null;
}

/** Begins anew with each check that is opened. */
export function startPast(): void {
  effect(() => {
    opened.value;
    isPastSeen.value = false;
  });
  effect(() => {
    const place = opened.value;
    incidents.value = "reading";
    if (!place || !isPastSeen.value) return;
    const controller = new AbortController();
    readIncidents(place, controller.signal)
      .catch((error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }))
      .then((reading) => {
        if (!controller.signal.aborted) incidents.value = reading;
      });
    return () => controller.abort();
  });
}

/** The board knows of the incident that lasts, before anybody asks. A text: it changes only when there is another one. */
const openStart = computed(() => {
  const key = opened.value && keyOf(opened.value);
  return checks.value.find((check) => keyOf(check) === key)?.incident?.start;
});

/** All incidents of the open check that are known by now. */
export const incidentSpans = computed((): readonly IncidentSpan[] => {
  const known = incidents.value;
  if (known === "reading" || "message" in known) {
    return openStart.value === undefined ? [] : [{ from: secondsOf(openStart.value), to: null }];
  }
  return known.map(({ start, end }) => ({
    from: secondsOf(start),
    to: end === null ? null : secondsOf(end),
  }));
});

function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
