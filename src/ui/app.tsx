import type { JSX } from "preact";
import { Announcer } from "./announcer.tsx";
import { Details } from "./details/details.tsx";
import { Diagram } from "./diagram/diagram.tsx";
import { isWall } from "./diagram/wall.ts";
import { Masthead } from "./masthead.tsx";
import { Agents } from "./overview/agents_section.tsx";
import { Attention } from "./overview/attention.tsx";
import { Filters } from "./overview/filters.tsx";
import { Projects } from "./overview/projects.tsx";
import { Problems } from "./problems.tsx";
import { opened } from "./route.ts";

/** The page: the whole, then what does not hold, then everything. On a wall, without what needs a hand. */
export function App(): JSX.Element {
  const hasHands = !isWall.value;
  return (
    <>
      <Masthead />
      <main>
        <Diagram />
        {hasHands && <Problems />}
        {hasHands && <Filters />}
        <Attention />
        {hasHands && <Projects />}
        {hasHands && <Agents />}
      </main>
      {opened.value && <Details place={opened.value} />}
      <Announcer />
    </>
  );
}
