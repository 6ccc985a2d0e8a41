import { type Context, Hono } from "hono";
import { Batch, type ForeignChecks, type Receipt } from "../../agent_protocol.ts";
import { formatProblem } from "../../config/problem.ts";
import { zodProblems } from "../../config/zod_problems.ts";
import type { AgentConfig } from "../../config.ts";
import { agentFor } from "../agents/agent_access.ts";
import { nextAssignment, workOf } from "../agents/assignment.ts";
import { readBatchBody } from "../agents/batch_body.ts";
import { hearingOf } from "../agents/hearing.ts";
import { refuseBatch, storeReports } from "../agents/reports.ts";
import { type App, forgetAnswers } from "../answers/reading.ts";
import { boardStub, type Env } from "../env.ts";
import { logError } from "../log.ts";
import { serviceOf } from "../service.ts";

// Proxies give up after 30 s, as a rule.
const MAX_WAIT_SECONDS = 25;

const MAX_PROBLEMS = 5;

const REFUSED = "Cannot answer: this is no token of an agent of this name";

/** What agents ask for and tell. Nothing of it is for anybody else. */
export const agents = new Hono<App>();

agents.use("/agents/*", async (c, next) => {
  await next();
  c.res.headers.set("cache-control", "no-store");
});

agents.get("/agents/:name/assignment", async (c) => {
  const agent = callerOf(c);
  if (!agent) return c.json({ error: REFUSED }, 401);
  const seconds = Math.min(Number(c.req.query("wait") ?? 0) || 0, MAX_WAIT_SECONDS);
  // A proxy that packs an answer makes its validator a weak one.
  const etag = c.req.header("if-none-match")?.replace(/^W\//, "");
  const work = workOf(agent, serviceOf(c.env).settings);
  const next = await nextAssignment(work, { env: c.env, etag, waitMs: seconds * 1000 });
  if (!next) return c.body(null, 304, etag === undefined ? {} : { etag });
  return c.json(next.assignment, 200, { etag: next.etag });
});

agents.post("/agents/:name/results", async (c) => {
  const agent = callerOf(c);
  if (!agent) return c.json({ error: REFUSED }, 401);
  const batch = await batchOf(c.req.raw);
  if ("error" in batch) {
    await noteRefusal(c.env, agent, { why: batch.error, skew: null });
    return c.json({ error: `Cannot store results: ${batch.error}` }, batch.status);
  }
  const now = Date.now();
  const refusal = refuseBatch(batch.batch, agent, now);
  if (refusal) {
    await noteRefusal(c.env, agent, { why: refusal.error, skew: batch.batch.sent_at - now });
    const { status, ...body } = refusal;
    return c.json(body satisfies Partial<ForeignChecks>, status);
  }
  const stored = await storeReports(batch.batch.results, { agent, env: c.env, service: serviceOf(c.env) });
  forgetAnswers();
  await tellBoard(c.env, agent, { batch: batch.batch, now });
  return c.json({ ...stored, now: Date.now() } satisfies Receipt);
});

function callerOf(c: Context<App>): AgentConfig | undefined {
  const name = c.req.param("name") ?? "";
  return agentFor({ name, authorization: c.req.header("authorization") }, serviceOf(c.env).config.agents);
}

type ReadBatch = { readonly batch: Batch } | { readonly status: 400 | 413 | 415; readonly error: string };

async function batchOf(request: Request): Promise<ReadBatch> {
  const body = await readBatchBody(request);
  if ("error" in body) return body;
  const input = jsonIn(body.text);
  if (input === undefined) return { status: 400, error: "expected JSON, see src/agent_protocol.ts" };
  const parsed = Batch.safeParse(input);
  if (parsed.success) return { batch: parsed.data };
  const known = Object.keys(Batch.shape);
  const problems = zodProblems(parsed.error, { path: [], input, noun: "key", known });
  const told = problems.slice(0, MAX_PROBLEMS).map((problem) => formatProblem(problem));
  return { status: 400, error: told.join("; ").slice(0, 1000) };
}

/** Undefined where the text is none. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Results are stored already: a Board that is down must not have them told again. */
async function tellBoard(
  env: Env,
  agent: AgentConfig,
  { batch, now }: { batch: Batch; now: number },
): Promise<void> {
  try {
    await boardStub(env).hear(hearingOf(batch, { agent, redact: serviceOf(env).redact, now }));
  } catch (error) {
    logError("Cannot tell the Board of an agent", error, { agent: agent.name });
  }
}

/** On this side too: operators look here first. */
async function noteRefusal(
  env: Env,
  { name }: AgentConfig,
  { why, skew }: { why: string; skew: number | null },
): Promise<void> {
  console.warn({ message: "Refused a batch", agent: name, reason: why });
  try {
    await boardStub(env).refused({ agent: name, at: Date.now(), why: serviceOf(env).redact(why), skew });
  } catch (error) {
    logError("Cannot tell the Board of a refusal", error, { agent: name });
  }
}
