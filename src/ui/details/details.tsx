import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { keyOf } from "../live/merge.ts";
import { closeCheck, type Place } from "../route.ts";
import { board, checks } from "../state.ts";
import { Answered } from "./answered.tsx";
import { DetailsHead } from "./details_head.tsx";

/** Everything about one check, over the page. Escape, the button, a click beside it and the back button close it. */
export function Details({ place }: { place: Place }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing gives the focus back to where it came from; removing alone does not.
    return () => element?.close();
  }, []);
  // The event of a dialog that was removed arrives after the next one has opened.
  const onClose = (event: Event) => {
    if (event.currentTarget instanceof Element && event.currentTarget.isConnected) closeCheck();
  };
  const onClick = (event: Event) => {
    if (event.target === dialog.current) closeCheck();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself.
    <dialog ref={dialog} class="details" aria-labelledby="details-title" onClose={onClose} onClick={onClick}>
      <article>
        <button type="button" class="close" aria-label="Close" onClick={closeCheck}>
          ×
        </button>
        <Content place={place} />
      </article>
    </dialog>
  );
}

function Content({ place }: { place: Place }): JSX.Element {
  const key = keyOf(place);
  const check = checks.value.find((candidate) => keyOf(candidate) === key);
  if (check) {
    return (
      <>
        <DetailsHead check={check} />
        <Answered check={check} />
      </>
    );
  }
  return (
    <>
      <h2 id="details-title" dir="auto">
        {key}
      </h2>
      <p>
        {board.value
          ? "There is no such check. It may have been renamed or removed."
          : "Waiting for the state…"}
      </p>
    </>
  );
}
