import type { JSX } from "preact";
import type { Status } from "../outcome.ts";
import { SHAPES } from "./status.ts";

/** The shape of a status. The word stands beside it, so screen readers skip it. */
export function Mark({ status }: { status: Status }): JSX.Element {
  return (
    <svg class="mark" data-status={status} viewBox="-1.2 -1.2 2.4 2.4" aria-hidden="true">
      <path d={SHAPES[status]} />
    </svg>
  );
}
