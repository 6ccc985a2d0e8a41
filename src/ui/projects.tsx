import type { JSX } from "preact";
import type { BoardCheck } from "../show/board_document.ts";
import { found } from "./filtering.ts";
import { Mark } from "./mark.tsx";
import { anchorOf, Project } from "./project.tsx";
import { checks } from "./state.ts";
import { worstOf } from "./status.ts";
import { stepFocus } from "./step_focus.ts";

/** With fewer projects all headings are in sight. */
const FEW = 4;

/** All checks, by project. */
export function Projects(): JSX.Element | null {
  const groups = [...Map.groupBy(found.value, ({ project }) => project)];
  if (groups.length === 0)
    return checks.value.length === 0 ? null : <p class="nothing">No check fits the filter.</p>;
  return (
    <>
      {groups.length >= FEW && <Contents groups={groups} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows are links of their own; arrows lead to the next. */}
      <div class="projects" onKeyDown={(event) => stepFocus(event, ".row a")}>
        {groups.map(([name, members]) => (
          <Project key={name} name={name} checks={members} />
        ))}
      </div>
    </>
  );
}

type Groups = readonly (readonly [name: string, checks: readonly BoardCheck[]])[];

function Contents({ groups }: { groups: Groups }): JSX.Element {
  return (
    <nav class="contents" aria-label="Projects">
      {groups.map(([name, members]) => (
        <a key={name} href={`#${anchorOf(name)}`}>
          <Mark status={worstOf(members.map(({ status }) => status))} /> <bdi>{name}</bdi>{" "}
          <span class="count">{members.length}</span>
        </a>
      ))}
    </nav>
  );
}
