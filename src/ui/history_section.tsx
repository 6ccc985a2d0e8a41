import type { JSX } from "preact";
import type { Uptime } from "../history/history_document.ts";
import { now } from "./clock.ts";
import { LONGEST, longHistory, RANGES, type Range, range, shownHistory } from "./history.ts";
import { daysOf, marksOf } from "./history_marks.ts";
import { Plot } from "./plot.tsx";
import { Strip } from "./strip.tsx";
import { durationText, shareText } from "./times.ts";

const DAYS = 90;
/** With less known than this share of the days, it is said how little. */
const MOST_OF_IT = 0.9;

interface Props {
  /** Numbers among the check's parameters that the plotted one is held against. */
  readonly limits: Readonly<Record<string, number>>;
}

/** What the check did before: whether it held, and how its number went. Also while it fails. */
export function HistorySection({ limits }: Props): JSX.Element {
  const long = longHistory.value;
  const shown = shownHistory.value;
  return (
    <section class="history">
      <h3>History</h3>
      <Ranges />
      {shown.status === "read" && <Plot document={shown.document} limits={limits} />}
      {shown.status === "reading" && <p class="plot-place">Reading…</p>}
      {shown.status === "unreadable" && (
        <p class="unreadable">The history cannot be shown now: {shown.message}</p>
      )}
      {long.status === "read" && (
        <>
          <Strip days={daysOf(marksOf(long.document), now.peek(), DAYS)} />
          <p class="uptime">{uptimeText(long.document.uptime)}</p>
        </>
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
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** Uptime is time in which it passed, of the time in which that is known. */
function uptimeText({ ratio, passed, failed }: Uptime): string {
  if (ratio === null) return "How long it held is not known yet.";
  const known = passed + failed;
  if (known > MOST_OF_IT * RANGES[LONGEST])
    return `It held for ${shareText(ratio)} of the last ${DAYS} days.`;
  return `It held for ${shareText(ratio)} of what is known: ${durationText(known * 1000)} of ${DAYS} days.`;
}
