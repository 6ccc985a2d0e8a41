import { MAX_BATCH_BYTES } from "../../agent_protocol.ts";

/** A body as text, or why it is none. */
export type BatchBody =
  | { readonly text: string }
  | { readonly status: 400 | 413 | 415; readonly error: string };

/** Reads the body of a batch, gzip or as it is, and no further than is allowed: a bomb is not unpacked. */
export async function readBatchBody(request: Request): Promise<BatchBody> {
  const { packed, unpacked } = MAX_BATCH_BYTES;
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "gzip" && encoding !== "identity") {
    return { status: 415, error: "expected Content-Encoding gzip, or none" };
  }
  if (!request.body) return { status: 400, error: "expected a batch, and got no body" };
  const sent = counting(packed);
  const body = request.body.pipeThrough(sent);
  const plain = encoding === "gzip" ? body.pipeThrough(new DecompressionStream("gzip")) : body;
  try {
    return { text: await textOf(plain, unpacked) };
  } catch (error) {
    if (error instanceof RangeError) return { status: 413, error: error.message };
    return { status: 400, error: "expected a body that is complete, of UTF-8, and gzip as announced" };
  }
}

/** Fails beyond `max` bytes. A stream that is piped through it must be read to its end, or cancelled. */
function counting(max: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > max) controller.error(tooLarge(max, "as it is sent"));
      else controller.enqueue(chunk);
    },
  });
}

async function textOf(body: ReadableStream<Uint8Array>, max: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  const reader = body.getReader();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > max) {
      const error = tooLarge(max, "unpacked");
      await reader.cancel(error);
      throw error;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function tooLarge(max: number, how: string): RangeError {
  return new RangeError(`expected at most ${max} bytes ${how}: send fewer results at once`);
}
