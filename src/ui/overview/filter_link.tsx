import type { ComponentChildren, JSX } from "preact";
import { type Filter, NO_FILTER } from "./filter.ts";
import { followFilter, pathOf } from "./filtering.ts";

interface Props {
  readonly change: Partial<Filter>;
  readonly children: ComponentChildren;
}

/** Leads to the checks that have this in common. */
export function FilterLink({ change, children }: Props): JSX.Element {
  const target = { ...NO_FILTER, ...change };
  const follow = (event: MouseEvent) => {
    // A new tab is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    followFilter(target);
  };
  return (
    <a class="filter-link" href={pathOf(target)} onClick={follow}>
      {children}
    </a>
  );
}
