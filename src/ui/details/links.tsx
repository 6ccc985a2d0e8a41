import type { JSX } from "preact";
import type { Place } from "../route.ts";
import { endpointOf } from "./answer.ts";
import { CopyButton } from "./copy_button.tsx";
import { RefreshButton } from "./refresh_button.tsx";
import { webAddress } from "./web_address.ts";

/** What can be done: run it, find help, and the same for programs. */
export function Links({ place, troubleshooting }: { place: Place; troubleshooting: string }): JSX.Element {
  const help = webAddress(troubleshooting);
  return (
    <div class="links">
      <RefreshButton place={place} />
      {help && (
        <a href={help} rel="noreferrer">
          Troubleshooting
        </a>
      )}
      <a href={endpointOf(place)}>API</a>
      <CopyButton what="as curl" text={() => curlOf(place)} />
    </div>
  );
}

/** In single quotes nothing means anything to a shell but the quote itself. */
function curlOf(place: Place): string {
  const url = new URL(endpointOf(place), location.href).href.replaceAll("'", "%27");
  return `curl -sS '${url}'`;
}
