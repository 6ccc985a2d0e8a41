// Where recorded servers answer again: `/http%3A%2F%2F127.0.0.1%3A8888/v1/` is what `http://127.0.0.1:8888/v1/` was.
import type { ServerResponse } from "node:http";

const ORIGINS = [
  ...[8887, 8888, 8889, 8890, 8891, 8892].map((port) => `http://127.0.0.1:${port}`),
  "https://api.github.com",
  "https://product-details.mozilla.org",
];

/** As REQUESTS_ORIGINS wants it: all recorded servers at one address. */
export function originsAt(address: string): Record<string, string> {
  return Object.fromEntries(ORIGINS.map((origin) => [origin, `${address}/${encodeURIComponent(origin)}`]));
}

/** The URL that was recorded. */
export function recordedUrl(path: string): string {
  const [, origin = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(path) ?? [];
  return decodeURIComponent(origin) + rest;
}

/** Bodies were recorded decompressed: what was said of their length and encoding no longer holds. */
const OF_THE_BODY = ["content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive"];

export async function sendRecorded(recorded: Response, to: ServerResponse, method = "GET"): Promise<void> {
  const headers = [...recorded.headers].filter(([name]) => !OF_THE_BODY.includes(name));
  to.writeHead(recorded.status, Object.fromEntries(headers));
  to.end(method === "HEAD" ? undefined : Buffer.from(await recorded.arrayBuffer()));
}
