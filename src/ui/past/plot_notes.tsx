import type { JSX } from "preact";
import type { HistoryDocument } from "../../history/history_document.ts";
import { now } from "../clock.ts";
import { clockTime } from "../times.ts";
import { beginningOf } from "./history_marks.ts";
import type { IncidentSpan } from "./past.ts";

/** More of a kind are only counted. */
const MOST = 3;

interface Props {
  readonly document: HistoryDocument;
  readonly incidents: readonly IncidentSpan[];
}

type Span = readonly [from: number, to: number | null];

/** What is marked in the plot, in words: for whoever cannot see it, or asks what the marks mean. */
export function PlotNotes({ document, incidents }: Props): JSX.Element | null {
  const [from, to] = [Date.parse(document.from) / 1000, Date.parse(document.to) / 1000];
  const isWithin = ([start, end]: Span) => start <= to && (end ?? to) >= from;
  const beginning = beginningOf(document);
  const notes = [
    ...(beginning > from
      ? [{ kind: "beginning", text: `nothing is known before ${timeText(beginning)}` }]
      : []),
    ...notesOf("incident", incidents.map(({ from, to }): Span => [from, to]).filter(isWithin)),
    ...notesOf("maintenance", document.maintenance.filter(isWithin)),
    ...notesOf("configuration changed", document.changes.map((at): Span => [at, at]).filter(isWithin)),
  ];
  if (notes.length === 0) return null;
  return (
    <ul class="plot-notes" aria-label="Marked in the plot">
      {notes.map(({ kind, text }) => (
        <li key={text} data-kind={kind}>
          {text}
        </li>
      ))}
    </ul>
  );
}

function notesOf(kind: string, spans: readonly Span[]): { kind: string; text: string }[] {
  if (spans.length > MOST) return [{ kind, text: `${kind}: ${spans.length} times` }];
  return spans.map((span) => ({ kind, text: `${kind} ${spanText(span)}` }));
}

function spanText([from, to]: Span): string {
  if (to === null) return `since ${timeText(from)}`;
  return from === to ? timeText(from) : `${timeText(from)} – ${timeText(to)}`;
}

function timeText(seconds: number): string {
  return clockTime(seconds * 1000, now.peek());
}
