// The service as the page sees it: its files, its headers, and answers that the test decides on.
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname } from "node:path";
import { WebSocketServer } from "ws";
import type { BoardDocument, CheckState } from "../../src/show/board_document.ts";
import { scriptData } from "../../src/worker/answers/page.ts";
import { SECURITY_HEADERS } from "../../src/worker/common_headers.ts";

const PUBLIC = new URL("../../public/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** `body` is JSON, unless `type` says what it is. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
}

export interface FakeService {
  readonly url: string;
  /** The checks change by `push`; a test may replace the whole. */
  board: BoardDocument;
  diagram: string;
  /** By path: what is answered instead of the above, and by the checks' own endpoints. */
  readonly answers: Map<string, Answer>;
  /** Paths that are never answered. */
  readonly silent: Set<string>;
  /** Whether the page comes with the state in it. */
  embeds: boolean;
  /** Who has this token may have checks run. */
  token: string;
  /** While false, no question is answered and no socket opens. */
  up: boolean;
  /** While false, sockets are refused, as by some proxies. */
  sockets: boolean;
  /** Tells all pages of newer states, and keeps them. */
  push(...states: CheckState[]): void;
  /** Sends frames as they are. */
  send(...frames: string[]): void;
  /** Ends all sockets. */
  drop(): void;
  close(): Promise<void>;
}

export async function startFakeService(board: BoardDocument): Promise<FakeService> {
  const server = createServer((request, response) => void answer(service, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (service.up && service.sockets) sockets.handleUpgrade(request, socket, head, () => {});
    else socket.destroy();
  });
  const url = await new Promise<string>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
    });
  });
  const service: FakeService = {
    url,
    board,
    diagram: "",
    answers: new Map(),
    silent: new Set(),
    embeds: false,
    token: "",
    up: true,
    sockets: true,
    push(...states) {
      const checks = service.board.checks.map((check) => ({ ...check, ...states.find(isOf(check)) }));
      service.board = { ...service.board, checks };
      service.send(JSON.stringify({ type: "checks", now: service.board.now, checks: states, agents: null }));
    },
    send(...frames) {
      for (const client of sockets.clients) for (const frame of frames) client.send(frame);
    },
    drop() {
      for (const client of sockets.clients) client.terminate();
    },
    async close() {
      service.drop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

function isOf({ project, name }: CheckState): (other: CheckState) => boolean {
  return (other) => other.project === project && other.name === name;
}

async function answer(service: FakeService, request: IncomingMessage, response: ServerResponse) {
  // The page takes the time from the board, where the test has set it.
  response.sendDate = false;
  const { pathname } = new URL(request.url ?? "/", service.url);
  if (service.silent.has(pathname)) return;
  const { status, type, body } = await contentOf(service, pathname, request);
  if (!service.up) response.destroy();
  else response.writeHead(status, { ...SECURITY_HEADERS, "content-type": type }).end(body);
}

interface Content {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

async function contentOf(service: FakeService, path: string, { headers }: IncomingMessage): Promise<Content> {
  if (path === "/diagram.svg" && service.diagram !== "") {
    return { status: 200, type: "image/svg+xml", body: service.diagram };
  }
  if (path.endsWith("/refresh") && headers.authorization !== `Bearer ${service.token}`) {
    return json(401, { error: "Cannot refresh: the secret is not the configured one" });
  }
  const known = service.answers.get(path);
  if (known?.type) return { status: known.status, type: known.type, body: String(known.body) };
  if (known) return json(known.status, known.body);
  if (path === "/board") return json(200, service.board);
  if (path.startsWith("/checks/") || path === "/diagram.svg")
    return json(404, { error: `Cannot find ${path}` });
  if (path !== "/") return await fileOf(path);
  const page = await fileOf("/index.html");
  if (!service.embeds) return page;
  const data = `id="board">${scriptData(service.board)}`;
  return { ...page, body: String(page.body).replace('id="board">', () => data) };
}

async function fileOf(path: string): Promise<Content> {
  try {
    const body = await readFile(new URL(`.${path}`, PUBLIC));
    return { status: 200, type: TYPES[extname(path)] ?? "application/octet-stream", body };
  } catch {
    return json(404, { error: `Cannot find ${path}` });
  }
}

function json(status: number, body: unknown): Content {
  return { status, type: "application/json", body: JSON.stringify(body) };
}
