import type { JSX } from "preact";
import type { Status } from "../../outcome.ts";
import { dayText, shareText } from "../times.ts";
import type { Day } from "./history_marks.ts";

/** A day a bar: how much of it held. */
export function Strip({ days }: { days: readonly Day[] }): JSX.Element {
  return (
    <ol class="strip" aria-label={`The last ${days.length} days`}>
      {days.map((day) => (
        <Bar key={day.start} day={day} />
      ))}
    </ol>
  );
}

function Bar({ day }: { day: Day }): JSX.Element {
  const text = `${dayText(day.start)}: ${textOf(day)}`;
  return (
    <li data-status={statusOf(day)} title={text}>
      <span class="visually-hidden">{text}</span>
    </li>
  );
}

function statusOf({ passed, failed, errored }: Day): Status {
  if (failed > 0) return "failed";
  if (errored > 0) return "errored";
  return passed > 0 ? "passed" : "pending";
}

function textOf({ passed, failed, errored }: Day): string {
  const runs = passed + failed + errored;
  if (runs === 0) return "nothing known";
  if (failed + errored === 0) return "all passed";
  const parts = [
    failed > 0 && `${shareText(failed / runs)} failed`,
    errored > 0 && `${shareText(errored / runs)} errored`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}
