import { Hono } from "hono";

// The same answer as a check's, from memory: what any Worker with Hono could reach at best.
const ANSWER = {
  name: "home",
  project: "shop",
  module: "checks.core.heartbeat",
  tags: ["critical"],
  description: "The shop answers",
  documentation: "The URL answers with the expected status.",
  url: "/checks/shop/home",
  ttl: 60,
  parameters: { url: "http://127.0.0.1/", expected_status: 200 },
  datetime: "2026-11-22T12:00:00.000Z",
  duration: 12,
  success: true,
  data: { database: "ok", cache: "ok" },
};

const app = new Hono();

app.get("/checks/:project/:check", (c) => c.json(ANSWER));

export default app;
