import type { ComponentChildren, JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { FilterLink } from "../overview/filter_link.tsx";
import { durationText, numberText } from "../times.ts";
import { Tree } from "./tree.tsx";

interface Props {
  readonly check: BoardCheck;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How the check runs. */
export function Facts({ check, parameters }: Props): JSX.Element {
  const { datetime, duration, value, ttl, tags, module, agent } = check;
  return (
    <section>
      <h3>How it runs</h3>
      <dl>
        <Fact term="Last run">
          <Age time={datetime} />
        </Fact>
        {duration !== null && <Fact term="Took">{durationText(duration)}</Fact>}
        {value !== null && <Fact term="Value">{numberText(value)}</Fact>}
        <Fact term="Every">{durationText(ttl * 1000)}</Fact>
        <Fact term="By">
          {agent === null ? "the Worker" : <FilterLink change={{ agent }}>agent {agent}</FilterLink>}
        </Fact>
        <Fact term="Module">{module}</Fact>
        {tags.length > 0 && (
          <Fact term="Tags">
            {tags.map((tag) => (
              <FilterLink key={tag} change={{ tag }}>
                <bdi>{tag}</bdi>
              </FilterLink>
            ))}
          </Fact>
        )}
        {Object.entries(parameters).map(([name, parameter]) => (
          <Fact key={name} term={<code>{name}</code>}>
            <Tree value={parameter} />
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
