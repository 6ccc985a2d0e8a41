/**
 * Text from elsewhere, for a terminal: control characters, which could move the cursor or hide what was written, and
 * marks that turn the direction of writing become visible escapes. Line ends stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (char) => (char === "\n" ? char : escaped(char)));
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printable(text.replace(/\s+/g, " ").trim());
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
