import { Hono } from "hono";
import { isPart, PARTS, type PartName } from "./parts.ts";
import type { World } from "./world.ts";

const NAMES = Object.keys(PARTS).filter(isPart);

/** Breaks and mends parts from outside: `POST /break/{part}`, `POST /mend/{part}`; `GET /` tells how they are. */
export function control(world: World): Hono {
  const app = new Hono();
  const state = (part: PartName) => ({ broken: world.isBroken(part), when_broken: PARTS[part].broken });

  app.get("/", (c) => c.json({ parts: Object.fromEntries(NAMES.map((part) => [part, state(part)])) }));
  app.post("/:action{break|mend}/:part", (c) => {
    const { action, part } = c.req.param();
    if (!isPart(part)) {
      return c.json({ error: `Cannot ${action} "${part}": the parts are ${NAMES.join(", ")}` }, 404);
    }
    world.set(part, action === "break");
    return c.json({ part, ...state(part) });
  });

  return app;
}
