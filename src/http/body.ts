/** Of six at once an isolate of 128 MiB has memory. A host that has more says so: `Host.maxBodyBytes`. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface BodyLimits {
  readonly limit?: number | undefined;
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
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  // Must not wait for a server that never ends.
  const leave = () => void reader.cancel().catch(() => {});
  // A read that is under way ends with it, as if the body had.
  signal?.addEventListener("abort", leave, { once: true });
  try {
    const body = await readAll(reader, limit);
    signal?.throwIfAborted();
    return body;
  } catch (error) {
    leave();
    throw error;
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > limit) throw new RangeError(`the body exceeds ${limit / 1024 / 1024} MiB`);
    chunks.push(read.value);
  }
  return join(chunks, size);
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
