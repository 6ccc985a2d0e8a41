import type { JSX } from "preact";

/** The line ends of an editor; those before the points of a list mean something. */
const SOFT_BREAK = /\n(?!\s*(?:[-*]|\d+\.)\s)/g;

/** The documentation of a check as text, paragraph by paragraph. */
export function Documentation({ text }: { text: string }): JSX.Element | null {
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== "");
  if (paragraphs.length === 0) return null;
  return (
    <section class="documentation">
      <h3>What it is about</h3>
      {paragraphs.map((paragraph) => (
        <p key={paragraph} dir="auto">
          {paragraph.trim().replace(SOFT_BREAK, " ")}
        </p>
      ))}
    </section>
  );
}
