import { createHash } from "node:crypto";
import type { Assignment } from "../../agent_protocol.ts";
import type { AgentConfig } from "../../config.ts";
import type { Settings } from "../../settings.ts";
import { boardStub, type Env } from "../env.ts";
import { logError } from "../log.ts";

// How often the Board is asked while an agent waits. A promise that the Board held would keep it awake, and billed, for as
// long as there is an agent; these are short calls, 57,600 an agent and day.
const QUESTION_MS = 1_500;

/** What an agent works by, but for what is to be run at once. */
export type Work = Pick<Assignment, "agent" | "configuration" | "default_ttl" | "checks">;

/** What the Board knows of it. */
export interface Asked {
  /** Of the agent's work, by the Board's own configuration: a deployment reaches it first. */
  readonly configuration: string;
  readonly refresh: Assignment["refresh"];
}

const composed = new WeakMap<AgentConfig, Work>();

export function workOf(agent: AgentConfig, { defaultTtl }: Pick<Settings, "defaultTtl">): Work {
  const known = composed.get(agent);
  if (known) return known;
  const checks = agent.checks.map(({ definition: { project, name }, written }) => ({
    project,
    name,
    written,
  }));
  const told = { agent: agent.name, default_ttl: defaultTtl, checks };
  const work = { ...told, configuration: digest(told) };
  composed.set(agent, work);
  return work;
}

export interface Waiting {
  readonly env: Env;
  /** Of the assignment that the agent has. */
  readonly etag: string | undefined;
  readonly waitMs: number;
}

export interface TaggedAssignment {
  readonly assignment: Assignment;
  readonly etag: string;
}

/** The assignment as soon as it is another one than the agent has; undefined: it is not, for as long as it may wait. */
export async function nextAssignment(
  work: Work,
  { env, etag, waitMs }: Waiting,
): Promise<TaggedAssignment | undefined> {
  const until = Date.now() + waitMs;
  for (;;) {
    const asked = await askBoard(work, env);
    const current = `"${digest([work.configuration, asked.refresh.map(({ id }) => id)])}"`;
    const now = Date.now();
    if (current !== etag) return { assignment: { ...work, now, refresh: asked.refresh }, etag: current };
    if (now >= until) return undefined;
    await scheduler.wait(Math.min(QUESTION_MS, until - now));
    // This isolate is of another deployment than the Board: the next request may reach a newer one.
    if (asked.configuration !== work.configuration) return undefined;
  }
}

/** While the Board is away an agent works as it did. */
async function askBoard({ agent, configuration }: Work, env: Env): Promise<Asked> {
  try {
    return await boardStub(env).asked(agent);
  } catch (error) {
    logError("Cannot ask the Board for refreshes", error, { agent });
    return { configuration, refresh: [] };
  }
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 24);
}
