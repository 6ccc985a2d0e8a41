import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { checks } from "../state.ts";
import { Choice } from "./choice.tsx";
import { isFiltering, NO_FILTER, WORKER } from "./filter.ts";
import { changeFilter, filter, found } from "./filtering.ts";
import { StatusChips } from "./status_chips.tsx";

/** Which checks are shown below, and brightly in the diagram. */
export function Filters(): JSX.Element | null {
  const all = checks.value;
  if (all.length < 2) return null;
  const agents = all.map(({ agent }) => agent ?? WORKER);
  return (
    <search class="filters" aria-label="Filter">
      <TextFilter />
      <StatusChips />
      <Choice name="project" options={all.map(({ project }) => project)} />
      <Choice name="tag" options={all.flatMap(({ tags }) => tags)} />
      <Choice name="agent" options={agents} nameOf={(agent) => (agent === WORKER ? "the Worker" : agent)} />
      <p class="found" role="status">
        {isFiltering(filter.value) && `${found.value.length} of ${all.length} checks`}
      </p>
      {isFiltering(filter.value) && (
        <button type="button" class="quiet" onClick={() => changeFilter(NO_FILTER)}>
          Show all
        </button>
      )}
    </search>
  );
}

function TextFilter(): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  // Before the first paint: whoever sees the field may press the key.
  useLayoutEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);
  return (
    <input
      ref={input}
      type="search"
      placeholder="Filter checks"
      aria-label="Filter by text"
      aria-keyshortcuts="/"
      dir="auto"
      value={filter.value.text}
      onInput={({ currentTarget }) => changeFilter({ text: currentTarget.value })}
    />
  );
}

/** A slash within a text is a slash, and behind an open dialog lies nothing to focus. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, textarea, dialog") !== null;
}
