import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { createCertificate } from "./certificate.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

type Answer = (request: Request) => Response | Promise<Response>;

/** Serves on the loopback interface only. Rejects if the port is taken. */
export async function serve(
  answer: Answer,
  { port, upgrade = (_, socket) => socket.destroy() }: ServeOptions,
): Promise<Listening> {
  const server = createServer(listener(answer)).on("upgrade", upgrade);
  return await listening(server, port);
}

/** The same over TLS, on any free port, with a certificate that soon expires while the part `certificate` is broken. */
export async function serveTls(answer: Answer, world: World): Promise<Listening> {
  const server = createTlsServer(certificateOf(world), listener(answer));
  world.onChange(() => server.setSecureContext(certificateOf(world)));
  return await listening(server, 0);
}

function certificateOf({ now, isBroken }: World): { key: string; cert: string } {
  const days = isBroken("certificate") ? 3 : 74;
  const notAfter = now() + days * DAY_MS;
  return createCertificate({ notBefore: new Date(notAfter - 90 * DAY_MS), notAfter: new Date(notAfter) });
}

async function listening(
  server: ReturnType<typeof createServer> | TlsServer,
  port: number,
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: Error) =>
      reject(new Error(`Cannot listen on port ${port}: ${cause.message}`, { cause }));
    server.once("error", refuse).listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot listen: no TCP port");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Silent parts hold their connections for ever.
        server.closeAllConnections();
      }),
  };
}

/** Node's request as the platform's, for Hono, and its response back. */
function listener(answer: Answer): RequestListener {
  return (incoming, outgoing) => {
    respond(answer, incoming, outgoing).catch((error: unknown) => {
      outgoing.statusCode = 500;
      outgoing.end(String(error));
    });
  };
}

async function respond(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = "GET", url = "/", headers: given } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) headers.set(name, String(value));
  const body = method === "GET" || method === "HEAD" ? null : Buffer.concat(chunks);
  const target = new URL(url, `http://${given.host ?? "localhost"}`);
  const response = await answer(new Request(target, { method, headers, body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(method === "HEAD" ? undefined : Buffer.from(await response.arrayBuffer()));
}
