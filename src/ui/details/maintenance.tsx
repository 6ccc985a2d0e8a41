import type { JSX } from "preact";
import type { ShownMaintenance } from "../../show/board_document.ts";
import { now } from "../clock.ts";
import { clockTime } from "../times.ts";

/** That somebody works on it: what is found now wakes nobody. */
export function Maintenance({ current }: { current: ShownMaintenance | null }): JSX.Element | null {
  if (!current) return null;
  const { reason, until } = current;
  return (
    <p class="maintenance">
      In maintenance until {clockTime(Date.parse(until), now.value)}
      {reason && (
        <>
          : <bdi>{reason}</bdi>
        </>
      )}
    </p>
  );
}
