import { Hono } from "hono";
import { isoSeconds, type World } from "./world.ts";

const INTERVAL_MS = 30_000;
const HOUR_MS = 3_600_000;

/** A scheduled job that publishes records, and leaves behind when it did. */
export function publisher({ now, isBroken }: World): Hono {
  const app = new Hono();

  app.get("/last-run.json", (c) => {
    const time = isBroken("publisher") ? now() - 2 * HOUR_MS : now();
    const started = time - (time % INTERVAL_MS);
    return c.json({ job: "publisher", started_at: isoSeconds(started), status: "done", published: 5 });
  });

  return app;
}
