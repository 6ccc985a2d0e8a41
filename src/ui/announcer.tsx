import type { JSX } from "preact";
import { now } from "./clock.ts";
import { sentenceOf } from "./overview/summary.ts";
import { agents, changes, checks } from "./state.ts";

/** More names than these nobody listens to. */
const MOST = 3;

/** Tells screen readers what changed. */
export function Announcer(): JSX.Element {
  const changed = changes.value;
  const text =
    changed.length > MOST
      ? sentenceOf({ checks: checks.value, agents: agents.value }, now.peek())
      : changed.map(({ project, name, status }) => `${project} ${name}: ${status}`).join(", ");
  return (
    <p class="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
