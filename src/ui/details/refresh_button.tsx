import type { JSX, TargetedEvent } from "preact";
import type { Place } from "../route.ts";
import { refresh, refreshing } from "./refresh.ts";

/** Runs the check now; asks who may do so for the token. */
export function RefreshButton({ place }: { place: Place }): JSX.Element {
  const state = refreshing.value;
  if (state.status === "asking") return <TokenForm place={place} why={state.why} />;
  const running = state.status === "running";
  return (
    <>
      <button type="button" disabled={running} onClick={() => void refresh(place)}>
        {running ? "Running…" : "Run now"}
      </button>
      <span class="refusal" role="status">
        {state.status === "refused" ? state.why : ""}
      </span>
    </>
  );
}

function TokenForm({ place, why }: { place: Place; why: string }): JSX.Element {
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    if (typeof token === "string" && token !== "") void refresh(place, token);
  };
  return (
    <form class="token" onSubmit={submit}>
      <label>
        Token for running checks, kept until this tab closes{" "}
        {/* biome-ignore lint/a11y/noAutofocus: it was asked for by pressing the button that stood here. */}
        <input type="password" name="token" autoComplete="off" required autoFocus />
      </label>
      <button type="submit">Run now</button>
      <span class="refusal" role="alert">
        {why}
      </span>
    </form>
  );
}
