/** Enough for any changeset; six at once stay far below the 128 MiB of an isolate. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface BodyLimits {
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * The whole body, decompressed. Rejects with a `RangeError` as soon as it exceeds `limit` bytes, or with the reason of
 * `signal`, and cancels the rest: an unread body would hold its connection.
 */
export async function readBody(
  response: Response,
  limits: BodyLimits = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { limit = MAX_BODY_BYTES, signal } = limits;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response, signal)) {
    size += chunk.byteLength;
    if (size > limit) throw new RangeError(`the body exceeds ${limit / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  signal?.throwIfAborted();
  return join(chunks, size);
}

async function* chunksOf(response: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  // Must not wait for a server that never ends.
  const leave = () => void reader.cancel().catch(() => {});
  // A read that is under way ends with it, as if the body had.
  signal?.addEventListener("abort", leave, { once: true });
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    signal?.removeEventListener("abort", leave);
    leave();
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
