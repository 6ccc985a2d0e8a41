/** `text`, or its beginning and an ellipsis: at most `length` UTF-16 units, and no half of a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** In one line, without control characters and marks that turn the direction of writing. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\s]+/gu, " ").trim();
}

/** Up to the first mark that ends a sentence (the one of "e.g. this" does not), in one line. */
export function firstSentence(text: string): string {
  const [paragraph = ""] = text.trim().split(/\n\s*\n/);
  const line = oneLine(paragraph);
  return /^.*?[.!?](?=\s+[^\s\p{Ll}]|$)/u.exec(line)?.[0] ?? line;
}
