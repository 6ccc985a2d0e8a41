import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Uptime } from "../../history/history_document.ts";
import { now } from "../clock.ts";
import { reading } from "../details/answer.ts";
import { durationText, shareText } from "../times.ts";
import { LONGEST, longHistory, RANGES, shownHistory } from "./history.ts";
import { daysOf, marksOf } from "./history_marks.ts";
import { isPastSeen } from "./past.ts";
import { PastIncidents } from "./past_incidents.tsx";
import { Strip } from "./strip.tsx";

const DAYS = 90;
/** With less known than this share of the days, it is said how little. */
const MOST_OF_IT = 0.9;

/** The last 90 days and their incidents; read when they come into sight. */
export function PastSection(): JSX.Element {
  const section = useRef<HTMLElement>(null);
  // Until the rest is there, it stands where the rest will be.
  const isPlaced = reading.value.status !== "reading" && shownHistory.value.status !== "reading";
  useEffect(() => {
    if (!section.current || !isPlaced) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) isPastSeen.value = true;
    });
    observer.observe(section.current);
    return () => observer.disconnect();
  }, [isPlaced]);
  return (
    <section ref={section} class="past">
      <h3>The last {DAYS} days</h3>
      <Days />
      <PastIncidents />
    </section>
  );
}

function Days(): JSX.Element {
  const long = longHistory.value;
  if (long.status === "unreadable") {
    return <p class="unreadable">The days cannot be shown now: {long.message}</p>;
  }
  if (long.status === "reading") return <p class="strip-place">Reading…</p>;
  return (
    <>
      <Strip days={daysOf(marksOf(long.document), now.peek(), DAYS)} />
      <p class="uptime">{uptimeText(long.document.uptime)}</p>
    </>
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
