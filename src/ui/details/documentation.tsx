import type { JSX } from "preact";
import { Markdown } from "./markdown.tsx";

/** What the check is about, in the words of who wrote it. */
export function Documentation({ text }: { text: string }): JSX.Element | null {
  if (text.trim() === "") return null;
  return (
    <section class="documentation">
      <h3>What it is about</h3>
      <Markdown text={text} />
    </section>
  );
}
