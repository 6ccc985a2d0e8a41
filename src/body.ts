/** Enough for any changeset; six at once stay far below the 128 MiB of an isolate. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * The whole body, decompressed. Rejects with a `RangeError` as soon as it exceeds `limit` bytes, and cancels the rest:
 * an unread body would hold its connection.
 */
export async function readBody(response: Response, limit = MAX_BODY_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response)) {
    size += chunk.byteLength;
    if (size > limit) throw new RangeError(`the body exceeds ${limit / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return join(chunks, size);
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Leaving early, by the limit above or by an abort, must not wait for a server that never ends.
    reader.cancel().catch(() => {});
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
