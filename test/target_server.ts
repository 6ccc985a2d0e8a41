import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TargetServer {
  readonly origin: string;
  /** The requests received so far, as `GET /path`. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

/** A server that checks observe: `routes` by path; everything else is a 404. */
export async function startTarget(routes: Readonly<Record<string, Handler>>): Promise<TargetServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const handler = routes[new URL(request.url ?? "/", "http://target").pathname];
    if (handler) handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { origin: `http://127.0.0.1:${port}`, requests, close };
}

/** Answers with JSON. */
export function json(value: unknown, status = 200): Handler {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
}
