import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Status } from "../outcome.ts";
import { Age } from "./age.tsx";
import { type PastIncident, readIncidents } from "./incidents.ts";
import { Mark } from "./mark.tsx";
import type { Place } from "./route.ts";
import { durationText } from "./times.ts";

type Reading = readonly PastIncident[] | "reading" | { readonly message: string };

/** What went wrong before, and what people wrote about it; read when somebody wants to know. */
export function PastIncidents({ place }: { place: Place }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="incidents" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3>Incidents</h3>
      </summary>
      {isOpen && <Incidents place={place} />}
    </details>
  );
}

function Incidents({ place: { project, name } }: { place: Place }): JSX.Element {
  const [reading, setReading] = useState<Reading>("reading");
  useEffect(() => {
    readIncidents({ project, name }).then(setReading, (error: unknown) =>
      setReading({ message: error instanceof Error ? error.message : String(error) }),
    );
  }, [project, name]);
  if (reading === "reading") return <p>Reading…</p>;
  if ("message" in reading) return <p class="unreadable">{reading.message}</p>;
  if (reading.length === 0) return <p>None that is remembered.</p>;
  return (
    <ol>
      {reading.map((incident) => (
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
