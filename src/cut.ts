import type { Json } from "./json.ts";

/** The most that is kept of what a check found. */
export const MAX_DATA_BYTES = 64 * 1024;

// As text within JSON again it may double, when all of it needs escaping; the rest of the notice takes 60 bytes.
const MAX_BEGINNING_BYTES = MAX_DATA_BYTES / 2 - 64;

/** `data`, or, where its JSON exceeds 64 KiB, the beginning of that text and its size in bytes. */
export function cutData(data: Json): Json {
  const text = JSON.stringify(data);
  // A UTF-16 unit takes at most three bytes: short texts need no counting.
  if (text.length * 3 <= MAX_DATA_BYTES) return data;
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength <= MAX_DATA_BYTES) return data;
  return { truncated: true, bytes: bytes.byteLength, beginning: beginningOf(bytes, MAX_BEGINNING_BYTES) };
}

/** `stream` holds back a character that the cut splits. */
function beginningOf(bytes: Uint8Array, size: number): string {
  return new TextDecoder().decode(bytes.subarray(0, size), { stream: true });
}
