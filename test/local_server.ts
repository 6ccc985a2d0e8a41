// Real servers on loopback, as hostile or as kind as a test needs.
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { Writable } from "node:stream";

export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, or https. */
  readonly origin: string;
  /** Connections that are open at present. */
  readonly open: ReadonlySet<Socket>;
  /** Ends all connections too. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function serveHttp(listener: RequestListener): Promise<LocalServer> {
  return await listen(createServer(listener), "http");
}

export async function serveHttps(options: ServerOptions, listener: RequestListener): Promise<LocalServer> {
  const server = createSecureServer(options, listener);
  // Whoever leaves in mid-handshake has seen what it wanted.
  server.on("tlsClientError", () => {});
  return await listen(server, "https");
}

export async function serveTcp(listener: (socket: Socket) => void): Promise<LocalServer> {
  return await listen(createTcpServer(listener), "http");
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const { port, close } = await serveTcp(() => {});
  await close();
  return port;
}

/** Sends `chunk` again and again, as fast as it is taken. Returns how many bytes were handed over so far. */
export function sendForever(stream: Writable, chunk: Uint8Array): () => number {
  let sent = 0;
  const send = () => {
    let room = true;
    while (room && !stream.destroyed) {
      sent += chunk.byteLength;
      room = stream.write(chunk);
    }
  };
  stream.on("drain", send);
  send();
  return () => sent;
}

/** Starts `server` on a free port. */
export async function listen(server: Server, protocol: string): Promise<LocalServer> {
  const open = new Set<Socket>();
  server.prependListener("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot listen: no port");
  async function close(): Promise<void> {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  }
  const origin = `${protocol}://127.0.0.1:${address.port}`;
  return { port: address.port, origin, open, close, [Symbol.asyncDispose]: close };
}
