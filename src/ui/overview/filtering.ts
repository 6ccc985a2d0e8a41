import { computed, signal } from "@preact/signals";
import { opened } from "../route.ts";
import { checks } from "../state.ts";
import { type Filter, filterFrom, searchOf, select } from "./filter.ts";

/** The filter, as it stands in the address. */
export const filter = signal<Filter>(filterFrom(location.search));
/** The checks that it lets through. */
export const found = computed(() => select(checks.value, filter.value));

export function startFiltering(): void {
  window.addEventListener("popstate", () => {
    filter.value = filterFrom(location.search);
  });
}

/** Changes the filter and the address; the details of a check stay open. */
export function changeFilter(change: Partial<Filter>): void {
  filter.value = { ...filter.peek(), ...change };
  history.replaceState(null, "", `${pathOf(filter.peek())}${location.hash}`);
}

/** Leaves the details for the list with this filter alone; the browser's back button returns to them. */
export function followFilter(target: Filter): void {
  history.pushState(null, "", pathOf(target));
  filter.value = target;
  opened.value = undefined;
}

/** Address of the page with this filter. */
export function pathOf(target: Filter): string {
  return `${location.pathname}${searchOf(target, location.search)}`;
}
