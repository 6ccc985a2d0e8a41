import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { Mark } from "../mark.tsx";
import { worstOf } from "../status.ts";
import { Row } from "./row.tsx";

interface Props {
  readonly name: string;
  readonly checks: readonly BoardCheck[];
  /** Those of `checks` whose turn has come to be shown. */
  readonly rows: readonly BoardCheck[];
}

/** The checks of one project, in the order of the configuration. */
export function Project({ name, checks, rows }: Props): JSX.Element {
  const anchor = anchorOf(name);
  const passed = checks.filter(({ status }) => status === "passed").length;
  return (
    <section class="project" aria-labelledby={anchor}>
      <h2 id={anchor}>
        <a href={`#${anchor}`}>
          <bdi>{name}</bdi>
        </a>
      </h2>
      <p class="project-count">
        <Mark status={worstOf(checks.map(({ status }) => status))} />
        {passed} of {checks.length} passed
      </p>
      <ul>
        {rows.map((check) => (
          <Row key={check.name} check={check} />
        ))}
      </ul>
    </section>
  );
}

export function anchorOf(project: string): string {
  return `project-${encodeURIComponent(project)}`;
}
