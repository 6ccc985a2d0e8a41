import type { RequestListener } from "node:http";
import { serveHttp } from "./local_server.ts";

export interface TargetServer {
  readonly origin: string;
  /** The requests received so far, as `GET /path`. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

/** A server that checks observe: `routes` by path; everything else is a 404. */
export async function startTarget(routes: Readonly<Record<string, RequestListener>>): Promise<TargetServer> {
  const requests: string[] = [];
  const { origin, close } = await serveHttp((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const route = routes[new URL(request.url ?? "/", "http://target").pathname];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  return { origin, requests, close };
}

/** Answers with JSON. */
export function json(value: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
}
