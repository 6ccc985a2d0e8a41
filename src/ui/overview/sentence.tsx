import type { JSX } from "preact";
import { now } from "../clock.ts";
import { Mark } from "../mark.tsx";
import { agents, board, checks, worst } from "../state.ts";
import { sentenceOf } from "./summary.ts";

/** The state of the whole, in words. */
export function Sentence(): JSX.Element {
  if (board.value?.checks.length === 0) return <Empty />;
  if (!board.value) return <p class="sentence">Waiting for the first light…</p>;
  return (
    <p class="sentence" data-status={worst.value}>
      <Mark status={worst.value} />
      <span>{sentenceOf({ checks: checks.value, agents: agents.value }, now.value)}</span>
    </p>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="empty">
      <p class="sentence">{sentenceOf({ checks: [], agents: [] }, 0)}</p>
      <p>
        A check is a few lines of <code>config.toml</code>: what must hold, the module that finds out, and its
        parameters. <code>npm run validate</code> says whether they are right.
      </p>
    </div>
  );
}
