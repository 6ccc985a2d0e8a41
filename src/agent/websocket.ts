import WebSocket from "ws";
import { MAX_BODY_BYTES } from "../http/body.ts";
import type { Exchange } from "../runtime/websocket.ts";

/**
 * Sends a text to a WebSocket and resolves with the first that comes back. Not by the global `WebSocket`: that one tells
 * neither the status of a refusal nor lets a frame be limited.
 */
export function exchangeText({ href, headers, text }: Exchange, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const socket = new WebSocket(href, {
      headers: Object.fromEntries(headers),
      maxPayload: MAX_BODY_BYTES,
      perMessageDeflate: false,
    });
    const leave = () => {
      socket.close(1000);
      // A server that does not answer the farewell would be waited for.
      socket.terminate();
    };
    const settle = (finish: () => void) => {
      finish();
      leave();
    };
    signal.addEventListener("abort", leave, { once: true });
    socket.once("open", () => socket.send(text));
    socket.once("unexpected-response", (_, { statusCode }) => {
      settle(() => reject(new TypeError(`it answers with status ${statusCode}, and not as a WebSocket`)));
    });
    socket.once("message", (data, isBinary) => {
      settle(() => (isBinary ? reject(new TypeError("its answer is not text")) : resolve(String(data))));
    });
    socket.on("error", reject);
    socket.once("close", (code, reason) => {
      signal.removeEventListener("abort", leave);
      const why = [code, String(reason)].filter(Boolean).join(", ");
      reject(new TypeError(`it closed the connection (${why})`));
    });
  });
}
