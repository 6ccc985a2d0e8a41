import type { JSX } from "preact";
import { endpointOf } from "./answer.ts";
import type { Place } from "./route.ts";

/** Ways out: what to do about it, and the same for programs. */
export function Links({ place, troubleshooting }: { place: Place; troubleshooting: string }): JSX.Element {
  const help = webAddress(troubleshooting);
  return (
    <p class="links">
      {help && (
        <a href={help} rel="noreferrer">
          Troubleshooting
        </a>
      )}
      <a href={endpointOf(place)}>API</a>
    </p>
  );
}

/** The address if it leads to the web: `javascript:` and its like come from data, and are no links. */
function webAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}
