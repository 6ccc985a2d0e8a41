import type { JSX } from "preact";
import { checks } from "../state.ts";
import { Field } from "./field.tsx";
import { found } from "./filtering.ts";
import { Project } from "./project.tsx";
import { rowsShown } from "./rows_shown.ts";
import { stepFocus } from "./step_focus.ts";

/** All checks, by project. */
export function Projects(): JSX.Element | null {
  const groups = [...Map.groupBy(found.value, ({ project }) => project)];
  let room = rowsShown.value;
  if (groups.length === 0)
    return checks.value.length === 0 ? null : <p class="nothing">No check fits the filter.</p>;
  return (
    <>
      <Field groups={groups} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows are links of their own; arrows lead to the next. */}
      <div class="projects" onKeyDown={(event) => stepFocus(event, ".row a")}>
        {groups.map(([name, members]) => {
          const shown = members.slice(0, Math.max(0, room));
          room -= members.length;
          return shown.length > 0 && <Project key={name} name={name} checks={members} rows={shown} />;
        })}
      </div>
    </>
  );
}
