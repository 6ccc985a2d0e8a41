import type { JSX } from "preact";
import { board } from "./state.ts";

/** What is wrong with the configuration. */
export function Problems(): JSX.Element | null {
  const problems = board.value?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <section class="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">The configuration has problems</h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </section>
  );
}
