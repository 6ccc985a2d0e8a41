import { type Batch, MAX_SKEW_MS, type Receipt, type Report } from "../../agent_protocol.ts";
import type { AgentConfig } from "../../config.ts";
import { type Definition, idOf } from "../../definition.ts";
import { isJson } from "../../json.ts";
import type { Outcome } from "../../outcome.ts";
import { cutData } from "../../run/cut.ts";
import type { Redact } from "../../run/redact.ts";
import { endedAt } from "../../schedule.ts";
import { iso } from "../../show/brief.ts";
import { forgetRecords } from "../answers/records.ts";
import { type Env, lookoutStub } from "../env.ts";
import type { NamedResult, Reception } from "../lookout/intake.ts";
import type { Service } from "../service.ts";

const MAX_TYPE_LENGTH = 100;
const MAX_MESSAGE_LENGTH = 1000;

/** Why a batch is refused as a whole: then nothing of it is stored. */
export type BatchRefusal =
  | { readonly status: 400 | 409; readonly error: string }
  | { readonly status: 403; readonly error: string; readonly foreign: string[] };

/** What is wrong with a batch of an agent, undefined: it can be stored. */
export function refuseBatch(batch: Batch, agent: AgentConfig, now: number): BatchRefusal | undefined {
  const skew = batch.sent_at - now;
  if (Math.abs(skew) > MAX_SKEW_MS) return { status: 409, error: clockError(batch.sent_at, now) };
  const own = new Set(agent.checks.map(({ definition }) => idOf(definition)));
  const foreign = [...new Set(batch.results.map(({ check }) => check))].filter((check) => !own.has(check));
  if (foreign.length > 0) {
    const error = `Cannot store results: ${foreign.length} of the checks are not those of agent ${agent.name}`;
    return { status: 403, error, foreign };
  }
  const deep = batch.results.find(({ outcome }) => outcome.status !== "errored" && !isJson(outcome.data));
  if (!deep) return undefined;
  return {
    status: 400,
    error: `Cannot store results: the data of ${deep.check} is no JSON, or nested too deep`,
  };
}

/** Stores the results of a batch, each in its Lookout. Rejects if one of them could not: then all may be told again. */
export async function storeReports(
  reports: readonly Report[],
  { agent, env, service }: { agent: AgentConfig; env: Env; service: Service },
): Promise<Omit<Receipt, "now">> {
  const definitions = new Map(agent.checks.map(({ definition }) => [idOf(definition), definition]));
  const now = Date.now();
  const groups = new Map<string, NamedResult[]>();
  let ignored = 0;
  for (const report of reports) {
    const definition = definitions.get(report.check);
    if (!definition || endedAt(report) > now + MAX_SKEW_MS) {
      // Nobody can know when it was reached.
      ignored += 1;
      continue;
    }
    const lookout = service.lookoutOf(definition);
    groups.set(lookout, [...(groups.get(lookout) ?? []), resultOf(report, definition, service.redact)]);
  }
  const receptions = await Promise.all([...groups].map(([lookout, own]) => report(env, lookout, own)));
  return totalOf([...receptions, { accepted: 0, duplicates: 0, ignored }]);
}

async function report(env: Env, lookout: string, results: readonly NamedResult[]): Promise<Reception> {
  const reception = await lookoutStub(env, lookout).report(results);
  forgetRecords(lookout);
  return reception;
}

function totalOf(receptions: readonly Reception[]): Reception {
  let total: Reception = { accepted: 0, duplicates: 0, ignored: 0 };
  for (const { accepted, duplicates, ignored } of receptions) {
    total = {
      accepted: total.accepted + accepted,
      duplicates: total.duplicates + duplicates,
      ignored: total.ignored + ignored,
    };
  }
  return total;
}

/** As the runner would have left it: an agent knows its own secrets, and not the Worker's. */
function resultOf(
  { startedAt, durationMs, outcome }: Report,
  { name }: Definition,
  redact: Redact,
): NamedResult {
  return { name, startedAt, durationMs, outcome: cleaned(outcome, redact) };
}

function cleaned(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.status === "errored") {
    const type = redact(outcome.error.type).slice(0, MAX_TYPE_LENGTH);
    return {
      status: "errored",
      error: { type, message: redact(outcome.error.message).slice(0, MAX_MESSAGE_LENGTH) },
    };
  }
  const value = outcome.value === null ? null : Math.round(outcome.value * 100) / 100;
  return { status: outcome.status, data: cutData(redact(outcome.data)), value };
}

function clockError(theirs: number, ours: number): string {
  const minutes = Math.round(Math.abs(theirs - ours) / 6_000) / 10;
  const how = theirs > ours ? "ahead of" : "behind";
  const clocks = `the agent's clock says ${clockText(theirs)}, the Worker's ${iso(ours)}`;
  return `Cannot store results: ${clocks}: it is ${minutes} minutes ${how} it, and at most ${MAX_SKEW_MS / 60_000} are allowed`;
}

/** A number may be no time at all. */
function clockText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? iso(at) : String(at);
}
