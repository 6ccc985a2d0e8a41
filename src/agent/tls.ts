import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { TlsTarget } from "../runtime/presented_certificate.ts";

/** The certificate (DER) that a server presents, trusted or not: an expired one is what a check wants to see. */
export function readPresented({ hostname, port }: TlsTarget, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    // RFC 6066 §3: addresses are not names.
    const servername = isIP(hostname) ? "" : hostname;
    const socket = connect({ host: hostname, port, servername, rejectUnauthorized: false });
    const abort = () => socket.destroy();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("secureConnect", () => {
      settle(socket, resolve, reject);
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      signal.removeEventListener("abort", abort);
      reject(signal.aborted ? signal.reason : new TypeError("it closed the connection"));
    });
  });
}

function settle(socket: TLSSocket, resolve: (der: Uint8Array) => void, reject: (error: Error) => void): void {
  const certificate = socket.getPeerX509Certificate();
  if (certificate) resolve(certificate.raw);
  else reject(new TypeError("it presents no certificate"));
}
