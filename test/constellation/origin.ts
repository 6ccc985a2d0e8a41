import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { DEPLOYED_VERSION } from "./repositories.ts";
import { isoSeconds, type World } from "./world.ts";

/** The publisher has something new that often. */
const RECORDS_CHANGE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
const SLOW_MS = 1_500;

/** The API that holds the records: the truth that the CDN copies and the push service announces. */
export function origin({ now, isBroken }: World): Hono {
  const app = new Hono();

  app.get("/__version__", (c) => c.json(DEPLOYED_VERSION));
  app.use(async (c, next) => {
    await sleep(isBroken("database") ? SLOW_MS : 5 + 15 * Math.random());
    if (!isBroken("origin")) return await next();
    const checks = { database: false, storage: true };
    return c.json(c.req.path.endsWith("/__heartbeat__") ? checks : { error: "Service Unavailable" }, 503);
  });
  app.get("/__heartbeat__", (c) => c.json({ database: true, storage: true }));

  app.get("/records", (c) => {
    // What a client saw at that time: an edge of the CDN that missed every change since shows it.
    const timestamp = recordsTimestamp(Number(c.req.query("as_of") ?? now()));
    const etag = `"${timestamp}"`;
    const headers = {
      etag,
      "cache-control": "max-age=10",
      "last-modified": new Date(timestamp).toUTCString(),
    };
    if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
    return c.json({ timestamp, data: recordsAt(timestamp) }, 200, headers);
  });

  app.get("/bundle.json", (c) => {
    const built = now() - (isBroken("bundle") ? 72 : 2.4) * HOUR_MS;
    c.header("last-modified", new Date(built).toUTCString());
    c.header("cache-control", "no-cache");
    return c.json({ built: isoSeconds(built), records: recordsAt(built) });
  });

  app.get("/status.json", (c) => {
    const wave = Math.sin(now() / 90_000);
    const used_percent = isBroken("storage") ? 97.2 : Number((61 + 4 * wave).toFixed(1));
    return c.json({ storage: { used_percent, total_gib: 500 }, database: { connections: 12 } });
  });

  return app;
}

/** When the records last changed, as of `time`. */
export function recordsTimestamp(time: number): number {
  return time - (time % RECORDS_CHANGE_MS);
}

function recordsAt(time: number): readonly { readonly id: string; readonly last_modified: number }[] {
  const stars = ["sirius", "vega", "capella", "rigel", "procyon"];
  return stars.map((id, index) => ({
    id,
    last_modified: recordsTimestamp(time) - index * RECORDS_CHANGE_MS,
  }));
}
