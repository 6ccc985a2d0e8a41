import type { Received } from "./exchange.ts";

/** A response whose body comes as it is read, and no faster. */
export interface Streamed {
  readonly response: Response;
  /** Lets go of what nobody read: it would hold its connection. */
  readonly close: () => void;
}

/** The answer with a body that fails in our words, and in time, where the server's does. */
export function streamed({ response, reading }: Received): Streamed {
  const { status, statusText, headers, url } = response;
  const reader = response.body?.getReader();
  // Must not wait for a server that never ends.
  const close = () => void reader?.cancel().catch(() => {});
  const body = reader && relay(() => reading(reader.read()), close);
  const relayed = new Response(body ?? null, { status, statusText, headers });
  return { response: Object.defineProperty(relayed, "url", { value: url }), close };
}

type Read = () => Promise<ReadableStreamReadResult<Uint8Array>>;

function relay(read: Read, cancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel,
    },
    // Nothing is read ahead of the reader.
    { highWaterMark: 0 },
  );
}
