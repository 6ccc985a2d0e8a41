import type { JSX } from "preact";
import { Age } from "../age.tsx";
import { type Connection, connection, heard, trouble } from "../state.ts";
import { reconnect } from "./live.ts";

const WORDS: Readonly<Record<Connection, string>> = {
  connecting: "connecting",
  live: "live",
  polling: "asking every 10 seconds",
  lost: "connection lost",
};

/** Whether changes arrive; when they do not, since when what is shown may be untrue. */
export function ConnectionState(): JSX.Element {
  const state = connection.value;
  return (
    <div class="connection" data-connection={state}>
      <span role="status" title={state === "lost" ? trouble.value : undefined}>
        {WORDS[state]}
      </span>
      {state === "lost" && <LastHeard />}
    </div>
  );
}

function LastHeard(): JSX.Element {
  return (
    <>
      {heard.value !== undefined && (
        <span>
          last heard <Age time={new Date(heard.value).toISOString()} />
        </span>
      )}
      <button type="button" onClick={reconnect}>
        try now
      </button>
    </>
  );
}
