import { type Context, Hono } from "hono";
import { recordsTimestamp } from "./origin.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const COPIED_HEADERS = ["content-type", "etag", "last-modified", "cache-control"];

interface Copy {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the origin was last asked for it. */
  readonly storedAt: number;
}

interface Served {
  readonly copy: Copy;
  /** As CloudFront names it in X-Cache. */
  readonly by: "Hit" | "Miss" | "RefreshHit";
}

/**
 * A caching proxy before the origin. It asks again when a copy is too old, or purged because something was published, and
 * serves the old one if nobody answers.
 */
export function cdn({ now, isBroken }: World, originUrl: string): Hono {
  const app = new Hono();
  const edge = new Map<string, Copy>();
  const forgotten = new Map<string, Copy>();

  app.get("/:file{.+}", async (c) => {
    const path = `/${c.req.param("file")}`;
    if (!isBroken("cors")) allowAll(c);
    const served = isBroken("cdn") ? await forgottenCopy(path) : await freshCopy(path);
    if (!served) return c.json({ error: "Bad Gateway" }, 502, { "x-cache": "Error from cloudfront" });
    const { body, headers, storedAt } = served.copy;
    const age = Math.floor((now() - storedAt) / 1000);
    return c.body(body, 200, {
      ...headers,
      "x-cache": `${served.by} from cloudfront`,
      ...(served.by === "Miss" ? {} : { age: String(age) }),
    });
  });

  async function freshCopy(path: string): Promise<Served | undefined> {
    const known = edge.get(path);
    const askedAt = now();
    if (known && isFresh(known, askedAt)) return { copy: known, by: "Hit" };
    const response = await ask(path, conditionOf(known));
    if (!response) return known && { copy: known, by: "Hit" };
    const unchanged = response.status === 304 ? known : undefined;
    const copy = unchanged ? { ...unchanged, storedAt: askedAt } : await copyOf(response, askedAt);
    edge.set(path, copy);
    return { copy, by: unchanged ? "RefreshHit" : "Miss" };
  }

  /** An edge that heard of no change for an hour: it kept what it had then. */
  async function forgottenCopy(path: string): Promise<Served | undefined> {
    const then = now() - HOUR_MS;
    const known = forgotten.get(path);
    if (known) return { copy: known, by: "Hit" };
    const response = await ask(`${path}?as_of=${then}`, {});
    if (!response) return await freshCopy(path);
    const copy = await copyOf(response, then);
    forgotten.set(path, copy);
    return { copy, by: "Hit" };
  }

  /** Undefined if the origin is down. */
  async function ask(path: string, headers: Record<string, string>): Promise<Response | undefined> {
    const response = await fetch(originUrl + path, { headers });
    if (response.status < 500) return response;
    await response.body?.cancel();
    return undefined;
  }

  return app;
}

async function copyOf(response: Response, storedAt: number): Promise<Copy> {
  const { headers } = response;
  const copied = COPIED_HEADERS.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]);
  return { body: await response.text(), headers: Object.fromEntries(copied), storedAt };
}

function conditionOf(known: Copy | undefined): Record<string, string> {
  const { etag } = known?.headers ?? {};
  return etag ? { "if-none-match": etag } : {};
}

function isFresh({ headers, storedAt }: Copy, now: number): boolean {
  const maxAge = Number(/max-age=(\d+)/.exec(headers["cache-control"] ?? "")?.[1] ?? 0);
  return now - storedAt < maxAge * 1000 && storedAt >= recordsTimestamp(now);
}

/** Without these, a browser hides the answer from the web page that asked. */
function allowAll(c: Context): void {
  c.header("access-control-allow-origin", "*");
  c.header("access-control-expose-headers", "Age, ETag, Last-Modified");
}
