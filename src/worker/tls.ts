import { connect } from "cloudflare:sockets";
import type { TlsTarget } from "../runtime/presented_certificate.ts";
import { certificateIn } from "../tls_answer.ts";
import { clientHello } from "../tls_hello.ts";

/** More than any chain of certificates: whoever sends more is no TLS server. */
const MAX_ANSWER_BYTES = 128 * 1024;

/**
 * The certificate (DER) that a server presents. No TLS interface of workerd shows it (cloudflare/workerd#1041): a
 * ClientHello of TLS 1.2 goes out over plain TCP, and the answer is read as far as the certificate.
 */
export async function readPresented({ hostname, port }: TlsTarget, signal: AbortSignal): Promise<Uint8Array> {
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
  let received = new Uint8Array();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    received = Uint8Array.from([...received, ...read.value]);
    const certificate = certificateIn(received);
    if (certificate) return certificate;
    if (received.byteLength > MAX_ANSWER_BYTES) throw new RangeError("it sends no end of bytes");
  }
  throw new TypeError("it closed the connection");
}
