import type { JSX } from "preact";
import { LONGEST, type Range, range, shownHistory } from "./history.ts";
import { incidentSpans, isPastSeen } from "./past.ts";
import { Plot } from "./plot.tsx";
import { PlotNotes } from "./plot_notes.tsx";

interface Props {
  /** Numbers among the check's parameters that the plotted one is held against. */
  readonly limits: Readonly<Record<string, number>>;
}

/** What the check did before: whether it held, and how its number went. Also while it fails. */
export function HistorySection({ limits }: Props): JSX.Element {
  const shown = shownHistory.value;
  return (
    <section class="history">
      <h3>History</h3>
      <Ranges />
      {shown.status === "read" && (
        <>
          <Plot document={shown.document} limits={limits} incidents={incidentSpans.value} />
          <PlotNotes document={shown.document} incidents={incidentSpans.value} />
        </>
      )}
      {shown.status === "reading" && <p class="plot-place">Reading…</p>}
      {shown.status === "unreadable" && (
        <p class="unreadable">The history cannot be shown now: {shown.message}</p>
      )}
    </section>
  );
}

function Ranges(): JSX.Element {
  const names: readonly Range[] = ["1 h", "6 h", "1 d", "7 d", "30 d", LONGEST];
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">How far back</legend>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={range.value === name}
          onClick={() => {
            range.value = name;
            // Whoever looks back wants to see what is remembered of it.
            isPastSeen.value = true;
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
