import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import type { Answer } from "./answer.ts";
import { CopyButton } from "./copy_button.tsx";
import { Tree } from "./tree.tsx";

interface Props {
  readonly check: BoardCheck;
  readonly answer: Answer;
}

/** What the last run found, or why it found nothing: a failure is a verdict, an error is the lack of one. */
export function Finding({ check, answer }: Props): JSX.Element | null {
  const { data, error } = answer;
  if (check.status === "pending") return <p>The check has not run yet.</p>;
  if (error) {
    return (
      <section class="finding" data-status="errored">
        <h3>The check could not tell</h3>
        <p dir="auto">
          <strong>{error.type}</strong> {error.message}
        </p>
      </section>
    );
  }
  if (data === undefined) return null;
  return (
    <section class="finding" data-status={check.status}>
      <h3>{check.status === "failed" ? "What does not hold" : "What was found"}</h3>
      <CopyButton what="data" text={() => JSON.stringify(data, null, 2)} />
      <Tree value={data} />
    </section>
  );
}
