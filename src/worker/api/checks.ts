import type { Context } from "hono";
import { Hono } from "hono";
import * as z from "zod";
import type { Definition } from "../../definition.ts";
import { idOf } from "../../definition.ts";
import { type Question, selectedBy } from "../../show/question.ts";
import { troubleshootingLink } from "../../show/troubleshooting_link.ts";
import { infoOf } from "../../show/view.ts";
import { answerRefreshed } from "../answers/answers.ts";
import { type App, forgetAnswers, formatOf, readAnswer } from "../answers/reading.ts";
import { refuseRefresh } from "../authorisation.ts";
import { serviceOf } from "../service.ts";

const NOT_ACCEPTABLE = "Cannot answer in this format: application/json and text/plain are offered";

/** Readers of results: `GET /checks…`, and those who may have a check run. */
export const checks = new Hono<App>();

checks.get("/checks", (c) => {
  const { definitions, settings } = serviceOf(c.env);
  const troubleshooting = (one: Definition) => troubleshootingLink(settings.troubleshootingTemplate, one);
  return c.json([...definitions.values()].map((definition) => infoOf(definition, { troubleshooting })));
});

checks.get("/checks/tags/:tags", async (c) => {
  const tags = c.req.param("tags").split("+");
  const missing = `Cannot find checks: none has the tags ${tags.join(" and ")}`;
  return await answerList(c, { of: "tags", tags }, missing);
});

checks.get("/checks/:project", async (c) => {
  const project = c.req.param("project");
  const missing = `Cannot find the project ${project}: GET /checks lists all`;
  return await answerList(c, { of: "project", project }, missing);
});

checks.get("/checks/:project/:check", async (c) => {
  const definition = definitionOf(c);
  if (!definition) return notFound(c);
  const format = formatOf(c.req.header("accept"));
  if (!format) return c.json({ error: NOT_ACCEPTABLE }, 406);
  const question = questionOf(definition, format);
  const query = c.req.query();
  const { refresh: secret } = query;
  if (secret !== undefined) {
    const refused = refuseRefresh(secret, serviceOf(c.env).settings);
    if (refused) return c.json({ error: refused.error }, refused.status === 401 ? 400 : refused.status);
    return await refresh(c, definition, question);
  }
  const overrides = overridesOf(definition, query);
  const problem = problemOf(definition, overrides);
  return problem ? c.json({ error: problem }, 400) : await readAnswer(c, { ...question, overrides });
});

checks.post("/checks/:project/:check/refresh", async (c) => {
  const definition = definitionOf(c);
  if (!definition) return notFound(c);
  const token = c.req.header("authorization")?.replace(/^Bearer +/i, "") ?? "";
  const refused = refuseRefresh(token, serviceOf(c.env).settings);
  if (refused) return c.json({ error: refused.error }, refused.status);
  const format = formatOf(c.req.header("accept")) ?? "json";
  return await refresh(c, definition, questionOf(definition, format));
});

/** The check that the path names. */
export function definitionOf(c: Context<App>): Definition | undefined {
  return serviceOf(c.env).definitions.get(`${c.req.param("project")}/${c.req.param("check")}`);
}

export function notFound(c: Context<App>): Response {
  const id = `${c.req.param("project")}/${c.req.param("check")}`;
  return c.json({ error: `Cannot find the check ${id}: GET /checks lists all` }, 404);
}

function questionOf(definition: Definition, format: Question["format"]): Question {
  return { selection: { of: "check", id: idOf(definition) }, format, overrides: {} };
}

async function refresh(c: Context<App>, definition: Definition, question: Question): Promise<Response> {
  const response = await answerRefreshed(definition, question, c.env);
  forgetAnswers();
  return response;
}

async function answerList(
  c: Context<App>,
  selection: Question["selection"],
  missing: string,
): Promise<Response> {
  const format = formatOf(c.req.header("accept"));
  if (!format) return c.json({ error: NOT_ACCEPTABLE }, 406);
  const question: Question = { selection, format, overrides: {} };
  if (selectedBy(question, serviceOf(c.env).definitions.values()).length === 0) {
    return c.json({ error: missing }, 404);
  }
  return await readAnswer(c, question);
}

/** Sorted, so that the order of a query string makes no second variant. */
function overridesOf({ check }: Definition, query: Record<string, string>): Record<string, string> {
  const named = Object.entries(query).filter(([name]) => check.overridable.includes(name));
  return Object.fromEntries(named.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What is wrong with the overrides, naming the parameter; undefined where they fit. */
function problemOf({ check }: Definition, overrides: Readonly<Record<string, string>>): string | undefined {
  if (Object.keys(overrides).length === 0) return undefined;
  try {
    check.override(overrides);
    return undefined;
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const reasons = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return `Cannot use the parameters: ${reasons.join("; ")}`;
  }
}
