import type { Json } from "../json.ts";

/** The most that is kept of what a check found. */
export const MAX_DATA_BYTES = 64 * 1024;

// The rest of the notice that something was cut.
const NOTICE_BYTES = 64;

/** `data`, or, where its JSON exceeds `maxBytes` (64 KiB), the beginning of that text and its size in bytes. */
export function cutData(data: Json, maxBytes = MAX_DATA_BYTES): Json {
  const text = JSON.stringify(data);
  // A UTF-16 unit takes at most three bytes: short texts need no counting.
  if (text.length * 3 <= maxBytes) return data;
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= maxBytes) return data;
  // As text within JSON again it may double, when all of it needs escaping.
  const beginning = beginningOf(bytes, maxBytes / 2 - NOTICE_BYTES);
  return { truncated: true, bytes: bytes.byteLength, beginning };
}

/** `stream` holds back a character that the cut splits. */
function beginningOf(bytes: Uint8Array, size: number): string {
  return new TextDecoder().decode(bytes.subarray(0, size), { stream: true });
}
