import type { JSX } from "preact";
import type { Status } from "../../outcome.ts";
import { Mark } from "../mark.tsx";
import { checks } from "../state.ts";
import { URGENCY } from "../status.ts";
import { changeFilter, filter } from "./filtering.ts";

/** How many checks are in each state; pressed, they show only those. */
export function StatusChips(): JSX.Element {
  const chosen = filter.value.status;
  const counts = Map.groupBy(checks.value, ({ status }) => status);
  const shown = URGENCY.filter((status) => counts.has(status) || status === chosen);
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">Filter by status</legend>
      {shown.map((status) => (
        <Chip key={status} status={status} count={counts.get(status)?.length ?? 0} />
      ))}
    </fieldset>
  );
}

function Chip({ status, count }: { status: Status; count: number }): JSX.Element {
  const pressed = filter.value.status === status;
  return (
    <button
      type="button"
      class="chip"
      data-status={status}
      aria-pressed={pressed}
      onClick={() => changeFilter({ status: pressed ? "" : status })}
    >
      <Mark status={status} /> {count} {status}
    </button>
  );
}
