import { Hono } from "hono";
import { tellingOf } from "../../show/agent_state.ts";
import { sanitiseDiagram } from "../../show/diagram.ts";
import { etagOf } from "../answers/answers.ts";
import { pageWithBoard } from "../answers/page.ts";
import type { App } from "../answers/reading.ts";
import { boardStub } from "../env.ts";
import { type Service, serviceOf } from "../service.ts";

/** What the dashboard is made of, and what it reads. */
export const dashboard = new Hono<App>();

dashboard.get("/", async (c) => {
  if (c.req.header("accept")?.includes("text/html")) {
    // Asked for anew: the file may be the same, but not the state in it.
    const page = c.env.ASSETS.fetch(c.req.url);
    return await pageWithBoard({ page, board: boardStub(c.env).document() });
  }
  const { settings } = serviceOf(c.env);
  return c.json({
    hello: "poucave",
    service: settings.service,
    title: settings.title,
    environment: settings.environment,
    settings: {
      default_ttl: settings.defaultTtl,
      request_max_retries: settings.http.maxRetries,
      request_timeout_seconds: settings.http.timeoutMs / 1000,
      tick_seconds: settings.tickMs / 1000,
    },
  });
});

dashboard.get("/board", async (c) => {
  const document = await boardStub(c.env).document();
  // Clocks move on; the state of checks and agents is what has to be new.
  const etag = await etagOf(
    JSON.stringify({ ...document, now: "", last_tick: "", agents: document.agents.map(tellingOf) }),
  );
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, { etag });
  return c.json(document, 200, { etag, "cache-control": "no-cache" });
});

dashboard.get("/live", async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return c.json({ error: "Cannot follow the checks here: expected a WebSocket" }, 426, {
      upgrade: "websocket",
    });
  }
  const origin = c.req.header("origin");
  if (origin !== undefined && !mayFollow(origin, c.req.url, serviceOf(c.env))) {
    return c.json(
      { error: "Cannot follow the checks: the page is of an origin that CORS_ORIGINS does not name" },
      403,
    );
  }
  return await boardStub(c.env).fetch(c.req.raw);
});

/** Browsers let any page open a WebSocket anywhere: the server has to look. */
function mayFollow(origin: string, url: string, { settings }: Service): boolean {
  return (
    origin === new URL(url).origin ||
    settings.corsOrigins.includes("*") ||
    settings.corsOrigins.includes(origin)
  );
}

dashboard.get("/__metrics__", async (c) => {
  const text = await boardStub(c.env).metrics();
  return c.body(text, 200, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
  });
});

dashboard.get("/diagram.svg", async (c) => {
  const { svg } = sanitiseDiagram(serviceOf(c.env).diagram);
  if (svg === "")
    return c.json({ error: "Cannot show a diagram: none is configured, or it is not SVG" }, 404);
  const etag = await etagOf(svg);
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, { etag });
  // Opened by itself, outside the page that inlines it, it stays a picture.
  const policy = "default-src 'none'; style-src 'none'; img-src data:; sandbox";
  return c.body(svg, 200, {
    "content-type": "image/svg+xml",
    etag,
    "cache-control": "no-cache",
    "content-security-policy": policy,
  });
});

/** Icons and what else lies in public/. */
dashboard.get("*", async (c) => {
  const asset = await c.env.ASSETS.fetch(c.req.raw);
  return asset.status === 404 ? c.json({ error: `Cannot find ${c.req.path}` }, 404) : asset;
});
