import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

const SHOWN_MS = 2000;

interface Props {
  /** What is copied, in a word or two. */
  readonly what: string;
  readonly text: () => string;
}

/** Puts a text on the clipboard. Browsers offer none to pages without TLS: then there is no button. */
export function CopyButton({ what, text }: Props): JSX.Element | null {
  const copied = useSignal(false);
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SHOWN_MS);
  };
  return (
    <button
      type="button"
      class="quiet"
      aria-label={`Copy ${what}`}
      onClick={() => void copy().catch(() => {})}
    >
      <span aria-live="polite">{copied.value ? "Copied" : `Copy ${what}`}</span>
    </button>
  );
}
