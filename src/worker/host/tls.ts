import { connect } from "cloudflare:sockets";
import { certificateIn } from "../../http/tls_answer.ts";
import { clientHello } from "../../http/tls_hello.ts";
import type { TlsTarget } from "../../runtime/presented_certificate.ts";

/** More than any chain of certificates takes: whoever sends more, or in smaller bits, is up to something else. */
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_READS = 256;

/**
 * The certificate (DER) that a server presents. No TLS interface of workerd shows it (cloudflare/workerd#1041): a
 * ClientHello of TLS 1.2 goes out over plain TCP, and the answer is read as far as the certificate.
 */
export async function readPresented({ hostname, port }: TlsTarget, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const socket = connect({ hostname, port }, { secureTransport: "off", allowHalfOpen: false });
  // Each of them may reject once we leave, and nobody listens any more.
  const close = () => socket.close().catch(() => {});
  socket.closed.catch(() => {});
  signal.addEventListener("abort", close, { once: true });
  try {
    await socket.opened;
    const writer = socket.writable.getWriter();
    await writer.write(clientHello(hostname, crypto.getRandomValues(new Uint8Array(32))));
    return await receive(socket.readable.getReader());
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function receive(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  const received = new Uint8Array(MAX_ANSWER_BYTES);
  let size = 0;
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const { done, value } = await reader.read();
    if (done) throw new TypeError("it closed the connection");
    if (size + value.byteLength > MAX_ANSWER_BYTES) break;
    received.set(value, size);
    size += value.byteLength;
    const certificate = certificateIn(received.subarray(0, size));
    if (certificate) return certificate;
  }
  throw new RangeError("it sends too much before its certificate");
}
