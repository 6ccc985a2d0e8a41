import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { HistoryDocument } from "../../history/history_document.ts";
import { isDark } from "../theme/dark.ts";
import { numberText } from "../times.ts";
import { marksOf } from "./history_marks.ts";
import type { IncidentSpan } from "./past.ts";
import { drawPlot } from "./plot_drawing.ts";

interface Props {
  readonly document: HistoryDocument;
  readonly limits: Readonly<Record<string, number>>;
  readonly incidents: readonly IncidentSpan[];
}

/** The plotted number over time. Dragging enlarges a part, a double click shows all again. */
export function Plot({ document, limits, incidents }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  const highest = highestOf(document);
  useEffect(() => {
    if (!host.current) return;
    const drawing = drawPlot(host.current, { document, limits, incidents });
    return () => void drawing.then((end) => end());
  }, [document, limits, incidents, dark]);
  const text = highest === undefined ? "no number to plot" : `up to ${numberText(highest)}`;
  return <div ref={host} class="plot" role="img" aria-label={`The number over time: ${text}`} />;
}

function highestOf(document: HistoryDocument): number | undefined {
  let highest: number | undefined;
  for (const { high } of marksOf(document)) {
    if (high !== null && (highest === undefined || high > highest)) highest = high;
  }
  return highest;
}
