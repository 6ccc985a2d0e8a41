import type { JSX } from "preact";
import type { BoardCheck } from "../board_document.ts";
import type { Answer } from "./answer.ts";

interface Props {
  readonly check: BoardCheck;
  readonly answer: Answer;
}

/** What the last run found, or why it found nothing: a failure is a verdict, an error is the lack of one. */
export function Finding({ check, answer }: Props): JSX.Element | null {
  if (check.status === "pending") return <p>The check has not run yet.</p>;
  if (answer.error) {
    return (
      <section class="finding" data-status="errored">
        <h3>The check could not tell</h3>
        <p dir="auto">
          <strong>{answer.error.type}</strong> {answer.error.message}
        </p>
      </section>
    );
  }
  if (answer.data === undefined) return null;
  return (
    <section class="finding" data-status={check.status}>
      <h3>{check.status === "failed" ? "What does not hold" : "What was found"}</h3>
      {/* Long data scrolls, and what scrolls must be reachable from the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre tabIndex={0}>{JSON.stringify(answer.data, null, 2)}</pre>
    </section>
  );
}
