import { Hono } from "hono";

// Who looks is interested in the last minutes.
const KEPT = 100;

/** Where messages of the service's webhooks arrive: the newest first. */
export function inbox(): Hono {
  const messages: unknown[] = [];
  const app = new Hono();

  app.post("/", async (c) => {
    messages.unshift(await c.req.json());
    messages.splice(KEPT);
    return c.json({ received: true }, 202);
  });
  app.get("/", (c) => c.json(messages));

  return app;
}
