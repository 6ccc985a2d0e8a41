import type { Host } from "../../host.ts";
import type { Exchange } from "../../runtime/websocket.ts";

/** Sends a text to a WebSocket that `send` opens and resolves with the first that comes back. */
export function exchangeText(
  send: Host["fetch"],
): (exchange: Exchange, signal: AbortSignal) => Promise<string> {
  return async ({ href, headers, text }, signal) => {
    headers.set("upgrade", "websocket");
    const response = await send(href, { headers, redirect: "manual", signal });
    const socket = response.webSocket;
    if (!socket) {
      await response.body?.cancel();
      throw new TypeError(`it answers with status ${response.status}, and not as a WebSocket`);
    }
    socket.accept();
    try {
      const answer = firstText(socket, signal);
      socket.send(text);
      return await answer;
    } finally {
      // One that the server has closed, or that is broken, takes no notice.
      socket.close(1000);
    }
  };
}

function firstText(socket: WebSocket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") resolve(data);
      else reject(new TypeError("its answer is not text"));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      reject(new TypeError(`it closed the connection (${[code, reason].filter(Boolean).join(", ")})`));
    });
    socket.addEventListener("error", ({ message }) =>
      reject(new TypeError(message || "the connection broke")),
    );
  });
}
