import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { webAddress } from "./web_address.ts";

/** A longer text is cut, until somebody wants it all. */
const MOST = 1000;

/** A value without parts, as JSON has it, but for texts, which are easier to read as they are. */
export function Leaf({ value }: { value: unknown }): JSX.Element {
  if (typeof value !== "string") return <code class="leaf">{String(value)}</code>;
  const address = webAddress(value);
  if (!address) return <Text text={value} />;
  return (
    <a class="leaf" href={address} rel="noreferrer">
      {value}
    </a>
  );
}

function Text({ text }: { text: string }): JSX.Element {
  const [all, setAll] = useState(text.length <= MOST);
  return (
    <span class="leaf text" dir="auto">
      {all ? text : `${text.slice(0, MOST)}…`}
      {!all && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {text.length} characters
        </button>
      )}
    </span>
  );
}
