import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Hono } from "hono";
import { WebSocketServer } from "ws";
import { recordsTimestamp } from "./origin.ts";
import { DEPLOYED_COMMIT } from "./repositories.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;

/** The service that tells clients of new records: its HTTP side. */
export function push(world: World): Hono {
  const app = new Hono();

  app.get("/__version__", (c) => c.json({ version: "main", ...DEPLOYED_COMMIT }));
  app.use(async (_, next) => {
    // The pending answer ends with its connection.
    if (world.isBroken("push")) await new Promise(() => {});
    await next();
  });
  app.get("/__heartbeat__", (c) => c.json({ broker: true }));
  app.get("/status.json", (c) => {
    const wave = Math.sin(world.now() / 60_000);
    const connections = world.isBroken("subscribers") ? 37 : Math.round(48_000 + 1_500 * wave);
    return c.json({ connections, broadcasts: { records: announced(world) } });
  });
  app.get("/records", (c) => c.json({ timestamp: announced(world) }));

  return app;
}

export interface Sockets {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Its WebSocket side, in the words of Mozilla's autopush: one hello, answered with the version of each broadcast. */
export function pushSockets(world: World): Sockets {
  const server = new WebSocketServer({ noServer: true });
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      if (world.isBroken("push")) return;
      if (!String(data).includes('"hello"')) return socket.close(4400, "expected a hello");
      // An ETag with its quotes: what clients compare.
      const broadcasts = { "almanac/records": `"${announced(world)}"` };
      const uaid = randomUUID().replaceAll("-", "");
      socket.send(JSON.stringify({ messageType: "hello", uaid, status: 200, use_webpush: true, broadcasts }));
    });
  });
  return {
    accept: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (accepted) => server.emit("connection", accepted, request)),
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function announced({ now, isBroken }: World): number {
  return recordsTimestamp(now() - (isBroken("broadcast") ? HOUR_MS : 0));
}
