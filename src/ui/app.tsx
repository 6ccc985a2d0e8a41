import type { JSX } from "preact";
import { Agents } from "./agents_section.tsx";
import { Announcer } from "./announcer.tsx";
import { Attention } from "./attention.tsx";
import { Details } from "./details.tsx";
import { Diagram } from "./diagram.tsx";
import { Filters } from "./filters.tsx";
import { Masthead } from "./masthead.tsx";
import { Problems } from "./problems.tsx";
import { Projects } from "./projects.tsx";
import { opened } from "./route.ts";
import { isWall } from "./wall.ts";

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
