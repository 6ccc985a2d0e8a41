import { Hono } from "hono";
import { historyOf } from "../../history/history.ts";
import type { HistoryDocument } from "../../history/history_document.ts";
import { rangeOf } from "../../history/history_range.ts";
import type { App } from "../answers/reading.ts";
import { readHistory } from "../history/history_reader.ts";
import { definitionOf, notFound } from "./checks.ts";

/** What a check did: `GET /checks/{project}/{check}/history?from=&to=&points=`. */
export const history = new Hono<App>();

history.get("/checks/:project/:check/history", async (c) => {
  const definition = definitionOf(c);
  if (!definition) return notFound(c);
  const { from, to, points } = c.req.query();
  const range = rangeOf({ from, to, points }, Date.now());
  if (typeof range === "string") return c.json({ error: range }, 400);
  const { hours, partial, rowsRead } = await readHistory(definition, range, c.env);
  const { project, name } = definition;
  const document: HistoryDocument = { project, name, ...historyOf(hours, range), partial };
  return c.json(document, 200, {
    "cache-control": "no-store",
    "server-timing": `db;desc="${rowsRead} rows read"`,
  });
});
