import type { JSX } from "preact";
import type { Status } from "../../outcome.ts";
import { Age } from "../age.tsx";
import { Mark } from "../mark.tsx";
import { durationText } from "../times.ts";
import type { PastIncident } from "./incidents.ts";
import { incidents } from "./past.ts";

/** What went wrong before, and what people wrote about it. */
export function PastIncidents(): JSX.Element {
  const known = incidents.value;
  return (
    <div class="incidents">
      <h3>Incidents</h3>
      {known === "reading" && <p>Reading…</p>}
      {known !== "reading" && "message" in known && <p class="unreadable">{known.message}</p>}
      {known !== "reading" && "length" in known && <Incidents known={known} />}
    </div>
  );
}

function Incidents({ known }: { known: readonly PastIncident[] }): JSX.Element {
  if (known.length === 0) return <p>None that is remembered.</p>;
  return (
    <ol>
      {known.map((incident) => (
        <Item key={incident.id} incident={incident} />
      ))}
    </ol>
  );
}

function Item({ incident }: { incident: PastIncident }): JSX.Element {
  const { ailment, start, end, cause, changed, notes, similar } = incident;
  const status: Status = ailment === "flapping" ? "failed" : ailment;
  return (
    <li data-status={status}>
      <p>
        <Mark status={status} /> <span class="word">{ailment}</span> <Age time={start} />,{" "}
        {end === null ? "and still" : `for ${durationText(Date.parse(end) - Date.parse(start))}`}
      </p>
      {cause !== "" && <p dir="auto">Cause: {cause}</p>}
      {changed.length > 0 && (
        <ul class="changed">
          {changed.map((line) => (
            <li key={line}>
              <code>{line}</code>
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note.id} class="note" dir="auto">
          {note.text} <span class="age">{note.author}</span> <Age time={note.at} />
        </p>
      ))}
      {similar.map(({ sentence }) => (
        <p key={sentence} dir="auto">
          {sentence}
        </p>
      ))}
    </li>
  );
}
