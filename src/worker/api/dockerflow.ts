import { Hono } from "hono";
import packageJson from "../../../package.json";
import { iso } from "../../show/brief.ts";
import { boardStub, type Env } from "../env.ts";
import { inTime } from "../in_time.ts";
import type { App } from "../reading.ts";
import { serviceOf } from "../service.ts";

// Three ticks: one may be late, and one may still be running.
const MAX_TICKS = 3;

// Those who ask wait some ten seconds.
const PATIENCE_MS = 5_000;

/** https://github.com/mozilla-services/Dockerflow: what an operator's tools ask any service. */
export const dockerflow = new Hono<App>();

dockerflow.get("/__lbheartbeat__", (c) => c.json({}));

dockerflow.get("/__version__", (c) => {
  const { VERSION } = c.env;
  return c.json({
    source: serviceOf(c.env).settings.sourceUrl,
    version: packageJson.version,
    commit: VERSION?.tag ?? "",
    build: VERSION?.id ?? "",
  });
});

/** Of ourselves alone: a service that is observed, or a third party that is down, is none of its business. */
dockerflow.get("/__heartbeat__", async (c) => {
  const [scheduler, database, notifications, history, incidents, agents] = await Promise.all([
    schedulerState(c.env),
    databaseState(c.env),
    receipts(c.env),
    backlog(c.env),
    incidentCounts(c.env),
    agentReports(c.env),
  ]);
  const { problems } = serviceOf(c.env);
  const checks = {
    scheduler,
    database,
    configuration: problems.length === 0 ? "ok" : `${problems.length} problems`,
  };
  const healthy = Object.values(checks).every((state) => state === "ok");
  return c.json(
    {
      status: healthy ? "ok" : "error",
      checks,
      details: { configuration: problems, notifications, history, incidents, agents },
    },
    healthy ? 200 : 503,
  );
});

/** For information: a receiver that is down is a third party. */
async function receipts(env: Env) {
  const states = await told(
    () => boardStub(env).destinations(),
    // The scheduler's line says that the Board does not answer.
    () => [],
  );
  return states.map((state) => ({
    ...state,
    delivered_at: state.delivered_at === null ? null : iso(state.delivered_at),
    error_at: state.error_at === null ? null : iso(state.error_at),
  }));
}

/** For information: history waits until the database is back, and nobody misses it. Null: the Board does not answer. */
async function backlog(env: Env) {
  const states = await told(
    () => boardStub(env).backlogs(),
    () => null,
  );
  if (!states) return null;
  const oldest = states.flatMap(({ oldest: one }) => one ?? []).sort((one, other) => one - other)[0];
  return {
    backlog_hours: sum(states.map(({ hours }) => hours)),
    oldest: oldest === undefined ? null : iso(oldest),
    lost_hours: sum(states.map(({ lost }) => lost)),
  };
}

/** For information, as well. */
async function incidentCounts(env: Env) {
  return await told(
    () => boardStub(env).incidentCounts(),
    () => null,
  );
}

/** And of agents: what they observe is no part of ourselves. */
async function agentReports(env: Env) {
  return await told(
    () => boardStub(env).agents(),
    () => null,
  );
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The Board answers, and the scheduler has told it lately that it runs. */
async function schedulerState(env: Env): Promise<string> {
  const { tickMs } = serviceOf(env).settings;
  return await told(async () => {
    const tickedAt = await boardStub(env).tickedAt();
    if (tickedAt === null) return "never ran";
    const age = Date.now() - tickedAt;
    return age <= MAX_TICKS * tickMs ? "ok" : `last ran ${Math.round(age / 1000)} s ago`;
  }, reasonOf);
}

async function databaseState(env: Env): Promise<string> {
  return await told(async () => {
    await env.DB.prepare("SELECT 1").first();
    return "ok";
  }, reasonOf);
}

/** What a part tells of itself, or `otherwise` where it tells nothing in time: a heartbeat must not hang with it. */
async function told<T, E>(ask: () => Promise<T>, otherwise: (error: unknown) => E): Promise<T | E> {
  try {
    return await inTime(PATIENCE_MS, ask);
  } catch (error) {
    return otherwise(error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
