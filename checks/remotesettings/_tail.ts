/** What of an answer is known by its end. */
export interface Tail {
  readonly status: number;
  readonly headers: Headers;
  /** Of the whole. */
  readonly size: number;
  /** The last bytes, as many as were asked for if there are that many. */
  readonly bytes: Uint8Array;
}

/** The header that asks for the last bytes alone. */
export function tailRange(length: number): Record<string, string> {
  // A compressed answer would have another end.
  return { range: `bytes=-${length}`, "accept-encoding": "identity" };
}

/** Reads the last `length` bytes of an answer, be it these alone or, of a server that knows no ranges, all. */
export async function readTail({ status, headers, body }: Response, length: number): Promise<Tail> {
  let bytes = new Uint8Array();
  let read = 0;
  for await (const chunk of body ?? []) {
    read += chunk.byteLength;
    bytes = lastOf(bytes, chunk, length);
  }
  const [, whole] = /^bytes \d+-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  return { status, headers, size: status === 206 && whole !== undefined ? Number(whole) : read, bytes };
}

function lastOf(kept: Uint8Array, chunk: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(kept.byteLength + chunk.byteLength);
  joined.set(kept);
  joined.set(chunk, kept.byteLength);
  return joined.slice(-length);
}
