import { signal } from "@preact/signals";

/** A check by its place in the configuration. */
export interface Place {
  readonly project: string;
  readonly name: string;
}

/** The check whose details are open: `#/project/check`. */
export const opened = signal<Place | undefined>(placeFrom(location.hash));

// Whether the entry before this one in the browser's history is the page without details.
let canGoBack = false;

export function startRouting(): void {
  window.addEventListener("hashchange", follow);
  // Going back to an address with another filter is no change of the hash to some browsers.
  window.addEventListener("popstate", follow);
}

function follow(): void {
  const before = opened.peek();
  const next = placeFrom(location.hash);
  if (before?.project === next?.project && before?.name === next?.name) return;
  if (!before || !next) canGoBack = next !== undefined;
  opened.value = next;
}

export function hrefOf({ project, name }: Place): string {
  return `#/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;
}

export function openCheck(place: Place): void {
  location.hash = hrefOf(place);
}

/** Goes back to where the details were opened from; a deep link has no such place. */
export function closeCheck(): void {
  if (!opened.peek()) return;
  if (canGoBack) {
    history.back();
    return;
  }
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  opened.value = undefined;
}

function placeFrom(hash: string): Place | undefined {
  const [, project, name] = /^#\/([^/]+)\/([^/]+)$/.exec(hash) ?? [];
  if (!project || !name) return undefined;
  return { project: decode(project), name: decode(name) };
}

/** A stray `%` is typed by people, and must not stop the page. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
