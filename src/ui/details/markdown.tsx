import { Marked, type RendererObject } from "marked";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { purifyText } from "../purify.ts";

/** Below the headings of the page. */
const FIRST_LEVEL = 4;

const renderer: RendererObject = {
  // Tags are shown as they were typed: whoever wrote `<name>` meant a name.
  html: ({ text, block }) => (block ? `<p>${escapeHtml(text)}</p>` : escapeHtml(text)),
  // A picture would come from another host.
  image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
  heading({ tokens, depth }) {
    const level = Math.min(6, FIRST_LEVEL - 1 + depth);
    return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
  },
  checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
};
const marked = new Marked({ async: false, gfm: true, renderer });

interface Props {
  readonly text: string;
  /** Without paragraphs, for a line. */
  readonly inline?: boolean;
}

/** Markdown of the configuration or of a check, which may be hostile. */
export function Markdown({ text, inline = false }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const html = inline ? marked.parseInline(text, { async: false }) : marked.parse(text, { async: false });
    host.current?.replaceChildren(purifyText(html));
  }, [text, inline]);
  return <div ref={host} class="markdown" dir="auto" />;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
