import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { type Pointed, Tip } from "../tip.tsx";
import { Dot } from "./dot.tsx";
import { anchorOf } from "./project.tsx";
import { stepFocus } from "./step_focus.ts";

/** With fewer projects and checks all headings are in sight. */
const FEW_PROJECTS = 4;
const FEW_CHECKS = 20;

type Groups = readonly (readonly [name: string, checks: readonly BoardCheck[]])[];

const pointed = signal<Pointed>();

/** All checks at a glance: a mark each, by project. Also the way to each project. */
export function Field({ groups }: { groups: Groups }): JSX.Element | null {
  let count = 0;
  for (const [, checks] of groups) count += checks.length;
  if (groups.length < FEW_PROJECTS && count < FEW_CHECKS) return null;
  return (
    <nav
      class="field"
      aria-label="Projects"
      onKeyDown={(event) => stepFocus(event, ".dot")}
      onPointerOver={point}
      onPointerLeave={clear}
      onFocusIn={point}
      onFocusOut={clear}
    >
      {groups.map(([name, checks]) => (
        <div key={name}>
          <a class="field-name" href={`#${anchorOf(name)}`}>
            <bdi>{name}</bdi> <span class="count">{checks.length}</span>
          </a>
          <div class="dots">
            {checks.map((check, index) => (
              <Dot key={check.name} check={check} isStop={index === 0} />
            ))}
          </div>
        </div>
      ))}
      <Tip id="field-tip" pointed={pointed.value} />
    </nav>
  );
}

function point({ target }: Event): void {
  const id = target instanceof HTMLElement ? target.dataset.check : undefined;
  pointed.value = id !== undefined && target instanceof Element ? { id, mark: target } : undefined;
}

function clear(): void {
  pointed.value = undefined;
}
