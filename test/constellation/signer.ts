import { createHmac } from "node:crypto";
import { Hono } from "hono";
import type { World } from "./world.ts";

/** The service that signs records. It listens on a port of its own, which only an agent is told. */
export function signer({ isBroken }: World): Hono {
  const app = new Hono();

  app.get("/__heartbeat__", (c) => c.json({ hsm: !isBroken("signer") }, isBroken("signer") ? 503 : 200));
  app.post("/sign", async (c) => {
    if (isBroken("signer")) return c.json({ error: "Cannot sign: the hardware module is locked" }, 500);
    const signature = createHmac("sha384", "constellation").update(await c.req.text());
    return c.json({ type: "hmac-sha384", signature: signature.digest("base64url") });
  });

  return app;
}
