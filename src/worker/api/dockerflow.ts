import { Hono } from "hono";
import packageJson from "../../../package.json";
import type { Settings } from "../../settings.ts";
import { iso } from "../../show/brief.ts";
import type { App } from "../answers/reading.ts";
import type { Vitals } from "../board/board_view.ts";
import { boardStub, type Env } from "../env.ts";
import { inTime } from "../in_time.ts";
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
  const [vitals, database] = await Promise.all([vitalsOf(c.env), databaseState(c.env)]);
  const scheduler = typeof vitals === "string" ? vitals : schedulerState(vitals, serviceOf(c.env).settings);
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
      details: { configuration: problems, ...detailsOf(vitals) },
    },
    healthy ? 200 : 503,
  );
});

/** For information: receivers and agents are third parties, and history waits until the database is back. */
function detailsOf(vitals: Vitals | string) {
  // The scheduler's line says that the Board does not answer.
  if (typeof vitals === "string") return { notifications: [], history: null, incidents: null, agents: null };
  const { destinations, backlogs, incidents, agents } = vitals;
  const notifications = destinations.map((state) => ({
    ...state,
    delivered_at: state.delivered_at === null ? null : iso(state.delivered_at),
    error_at: state.error_at === null ? null : iso(state.error_at),
  }));
  const oldest = backlogs.flatMap((state) => state.oldest ?? []).sort((one, other) => one - other)[0];
  const history = {
    backlog_hours: sum(backlogs.map(({ hours }) => hours)),
    oldest: oldest === undefined ? null : iso(oldest),
    lost_hours: sum(backlogs.map(({ lost }) => lost)),
  };
  return { notifications, history, incidents, agents };
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The scheduler has told the Board lately that it runs. */
function schedulerState({ tickedAt }: Vitals, { tickMs }: Settings): string {
  if (tickedAt === null) return "never ran";
  const age = Date.now() - tickedAt;
  return age <= MAX_TICKS * tickMs ? "ok" : `last ran ${Math.round(age / 1000)} s ago`;
}

/** Why there is none, where the Board does not answer. */
async function vitalsOf(env: Env): Promise<Vitals | string> {
  return await told(() => boardStub(env).vitals());
}

async function databaseState(env: Env): Promise<string> {
  return await told(async () => {
    await env.DB.prepare("SELECT 1").first();
    return "ok";
  });
}

/** What a part tells of itself, or why it does not in time: a heartbeat must not hang with it. */
async function told<T>(ask: () => Promise<T>): Promise<T | string> {
  try {
    return await inTime(PATIENCE_MS, ask);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
