import * as z from "zod";
import { type Batch, CannotRun } from "../../agent_protocol.ts";
import type { AgentConfig } from "../../config.ts";
import { idOf } from "../../definition.ts";
import type { Redact } from "../../run/redact.ts";
import { endedAt } from "../../schedule.ts";

const MAX_WHY_LENGTH = 300;

/** What a batch tells of its agent. Times are epoch milliseconds. */
export const Hearing = z.object({
  agent: z.string(),
  at: z.number(),
  version: z.string(),
  started_at: z.number(),
  configuration: z.string(),
  backlog: z.number(),
  dropped: z.number(),
  cannot_run: z.array(CannotRun),
  /** Milliseconds that its clock is ahead. */
  skew: z.number(),
  /** Milliseconds from the end of the newest run to its arrival; null: no result came. */
  lag: z.number().nullable(),
  /** Ids of the refreshes that results answer. */
  answered: z.array(z.string()),
});
export type Hearing = z.infer<typeof Hearing>;

/** Of checks that are not its own it can tell nothing. */
export function hearingOf(
  { sent_at, agent: told, results }: Batch,
  { agent, redact, now }: { agent: AgentConfig; redact: Redact; now: number },
): Hearing {
  const own = new Set(agent.checks.map(({ definition }) => idOf(definition)));
  const ends = results.map(endedAt);
  return {
    ...told,
    agent: agent.name,
    at: now,
    version: redact(told.version),
    cannot_run: told.cannot_run
      .filter(({ check }) => own.has(check))
      .map(({ check, why }) => ({ check, why: redact(why).slice(0, MAX_WHY_LENGTH) })),
    skew: Math.round(sent_at - now),
    lag: ends.length === 0 ? null : Math.max(0, Math.round(now - Math.max(...ends))),
    answered: results.flatMap(({ refresh }) => refresh ?? []),
  };
}
