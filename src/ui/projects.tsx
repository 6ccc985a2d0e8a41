import type { JSX } from "preact";
import { Project } from "./project.tsx";
import { checks } from "./state.ts";

/** All checks, by project. */
export function Projects(): JSX.Element {
  const groups = Map.groupBy(checks.value, ({ project }) => project);
  return (
    <div class="projects">
      {[...groups].map(([name, members]) => (
        <Project key={name} name={name} checks={members} />
      ))}
    </div>
  );
}
