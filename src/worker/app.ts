import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import type { App } from "./answers/reading.ts";
import { agents } from "./api/agents.ts";
import { checks } from "./api/checks.ts";
import { dashboard } from "./api/dashboard.ts";
import { dockerflow } from "./api/dockerflow.ts";
import { history } from "./api/history.ts";
import { incidents } from "./api/incidents.ts";
import { maintenance } from "./api/maintenance.ts";
import { pings } from "./api/pings.ts";
import { isOpen, withCommonHeaders } from "./common_headers.ts";
import { reportCrash } from "./crash.ts";
import { logError } from "./log.ts";
import { serviceOf } from "./service.ts";

/** The HTTP interface. */
export const app = new Hono<App>();

let allowOrigins: MiddlewareHandler<App> | undefined;

app.use(async (c, next) => {
  await next();
  // A WebSocket needs none, and could be lost in a copy.
  if (c.get("complete") || c.res.status === 101) return;
  c.res = withCommonHeaders(c.res, serviceOf(c.env).settings);
});

// Where everybody may read, two headers say so: the library would have each answer built twice.
app.use(async (c, next) => {
  const { settings } = serviceOf(c.env);
  if (isOpen(settings) && c.req.method !== "OPTIONS") return await next();
  allowOrigins ??= allow(settings.corsOrigins);
  return await allowOrigins(c, next);
});

app.route("/", checks);
app.route("/", pings);
app.route("/", history);
app.route("/", maintenance);
app.route("/", incidents);
app.route("/", agents);
app.route("/", dockerflow);
app.route("/", dashboard);

app.notFound((c) => c.json({ error: `Cannot ${c.req.method} ${c.req.path}: no such route` }, 404));

/** The one place where an exception becomes a response: what it says goes to the log, not to the world. */
app.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse();
  const service = serviceOf(c.env);
  const { redact } = service;
  c.executionCtx.waitUntil(reportCrash(service, "answers", error));
  logError("Cannot answer", new Error(redact(`${error.name}: ${error.message}`)), { path: c.req.path });
  return c.json({ error: "Cannot answer now: the Worker failed, and has logged why" }, 503, {
    "retry-after": "5",
  });
});

function allow(origins: readonly string[]): MiddlewareHandler<App> {
  return cors({ origin: origins.includes("*") ? "*" : [...origins], exposeHeaders: ["ETag"] });
}
