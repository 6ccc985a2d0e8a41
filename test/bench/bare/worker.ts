import { Hono } from "hono";
import heartbeat from "../../../checks/core/heartbeat.ts";

// The same answer as a check's, from memory: what any Worker with Hono could reach at best.
const ANSWER = {
  name: "home",
  project: "shop",
  module: "checks.core.heartbeat",
  tags: ["critical"],
  description: "The shop answers",
  documentation: heartbeat.documentation,
  url: "/checks/shop/home",
  ttl: 3600,
  parameters: { url: "http://127.0.0.1:9/", expected_status: 200 },
  troubleshooting: "",
  agent: null,
  datetime: "2026-11-22T12:00:00.000Z",
  duration: 12,
  success: false,
  data: "Cannot request http://127.0.0.1:9/: no server answered",
  history: [],
  buglist: [],
  buglist_as_of: null,
  buglist_note: "",
  maintenance: null,
  status: "failed",
  since: "2026-11-22T12:00:00.000Z",
  error: null,
};

const app = new Hono();

app.get("/checks/:project/:check", (c) => c.json(ANSWER));

export default app;
