import type { JSX } from "preact";
import { now } from "./clock.ts";
import { Mark } from "./mark.tsx";
import { board, checks, worst } from "./state.ts";
import { sentenceOf } from "./summary.ts";

/** The state of the whole, in words. */
export function Sentence(): JSX.Element {
  if (!board.value) return <p class="sentence">Waiting for the first light…</p>;
  return (
    <p class="sentence" data-status={worst.value}>
      <Mark status={worst.value} />
      <span>{sentenceOf(checks.value, now.value)}</span>
    </p>
  );
}
