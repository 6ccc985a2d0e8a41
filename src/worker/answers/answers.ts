import { WorkerEntrypoint, waitUntil } from "cloudflare:workers";
import { type Definition, idOf } from "../../definition.ts";
import { once } from "../../maintenance/maintenance_window.ts";
import type { CheckRecord } from "../../record.ts";
import { Question, selectedBy } from "../../show/question.ts";
import { textReport } from "../../show/text_report.ts";
import { troubleshootingLink } from "../../show/troubleshooting_link.ts";
import { answerOf, type CheckAnswer, httpStatusOf } from "../../show/view.ts";
import { type Shared, sharedState } from "../board/shared.ts";
import type { Env } from "../env.ts";
import { knownHistory } from "../history/history_memo.ts";
import { type Service, serviceOf } from "../service.ts";
import { freshRecord, refreshedRecord, variantRecord } from "./records.ts";

// Pingers ask every few seconds: a copy this old is as good as the check's own minute.
const EDGE_SECONDS = 15;

/**
 * The cached entrypoint: `fetch` of a `questionUrl`. Cloudflare keeps its answers in every data centre, so it answers
 * nothing that only some may see.
 */
export class Answers extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const text = new URL(request.url).searchParams.get("q") ?? "";
    return await answer(Question.parse(JSON.parse(text)), this.env);
  }

  /** Forgets the copies of checks (`project/name`), in all data centres. */
  async purge(ids: readonly string[]): Promise<void> {
    const tags = [...new Set(ids.flatMap((id) => [checkTag(id), projectTag(id)]))];
    // Local runtimes have no cache to purge.
    await this.ctx.cache?.purge({ tags: tags.slice(0, 100) });
  }
}

/** The address of a question within the cache. */
export function questionUrl(question: Question): string {
  return `https://answers.internal/?${new URLSearchParams({ q: JSON.stringify(question) })}`;
}

/** Runs the one check of a question now and answers with what it found, for nobody else to keep. */
export async function answerRefreshed(
  definition: Definition,
  question: Question,
  env: Env,
): Promise<Response> {
  const { record, waitsFor } = await refreshedRecord(definition, env);
  const shared = await sharedState(env, waitUntil);
  const history = knownHistory([definition], env);
  const answer = answerFrom(definition, record, { env, shared, history });
  const note =
    waitsFor === undefined ? "" : `Agent ${waitsFor} was asked to run it, and has not answered yet.`;
  const response = await render([note === "" ? answer : { ...answer, note }], question);
  response.headers.set("cache-control", "no-store");
  if (note === "") return response;
  const body = question.format === "text" ? `${await response.text()}\n${note}\n` : response.body;
  return new Response(body, { status: 202, headers: response.headers });
}

async function answer(question: Question, env: Env): Promise<Response> {
  const asked = selectedBy(question, serviceOf(env).definitions.values());
  const [shared, records] = await Promise.all([
    sharedState(env, waitUntil),
    Promise.all(asked.map((definition) => recordOf(definition, question, env))),
  ]);
  if (records.includes("busy")) return tooManyVariants();
  const history = knownHistory(asked, env);
  const answers = asked.map((definition, index) =>
    answerFrom(definition, recordAt(records, index), { env, shared, history }),
  );
  const response = await render(answers, question);
  response.headers.set("cache-control", "no-cache");
  // Without must-revalidate Cloudflare would serve an old 200 for as long as the check answers 503.
  response.headers.set("cloudflare-cdn-cache-control", `public, max-age=${EDGE_SECONDS}, must-revalidate`);
  response.headers.set("cache-tag", tagsOf(question, asked));
  return response;
}

function recordOf(definition: Definition, { overrides }: Question, env: Env) {
  if (Object.keys(overrides).length > 0) return variantRecord(definition, overrides, env);
  return freshRecord(definition, env);
}

function recordAt(
  records: readonly (CheckRecord | "busy" | undefined)[],
  index: number,
): CheckRecord | undefined {
  const record = records[index];
  return record === "busy" ? undefined : record;
}

interface Surroundings {
  readonly env: Env;
  readonly shared: Shared;
  readonly history: ReturnType<typeof knownHistory>;
}

function answerFrom(
  definition: Definition,
  record: CheckRecord | undefined,
  { env, shared, history }: Surroundings,
): CheckAnswer {
  const { settings, config }: Service = serviceOf(env);
  return answerOf(definition, record, {
    now: Date.now(),
    tickMs: settings.tickMs,
    shelf: shared.shelf,
    history: history(definition),
    maintenance: [...config.maintenance, ...shared.maintenance.map(once)],
    troubleshooting: (one) => troubleshootingLink(settings.troubleshootingTemplate, one),
  });
}

async function render(answers: readonly CheckAnswer[], { selection, format }: Question): Promise<Response> {
  const list = selection.of !== "check";
  const body = format === "text" ? textReport(answers) : JSON.stringify(list ? answers : answers[0]);
  const type = format === "text" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  return new Response(body, {
    status: statusFor(answers, list),
    headers: { "content-type": type, etag: await etagOf(body) },
  });
}

/** A list holds if all of it does; an errored check makes it 503, as one that fails. */
function statusFor(answers: readonly CheckAnswer[], list: boolean): number {
  const [only] = answers;
  if (!list && only) return httpStatusOf(only.status);
  return answers.every(({ success }) => success) ? 200 : 503;
}

/** A weak validator of `text`: the same content, whatever the compression. */
export async function etagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = [...new Uint8Array(digest, 0, 12)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `W/"${hex.join("")}"`;
}

function tooManyVariants(): Response {
  const error = "Cannot run more variants of the parameters now: ask again in a minute";
  return Response.json(
    { error },
    { status: 429, headers: { "retry-after": "60", "cache-control": "no-store" } },
  );
}

function tagsOf({ selection }: Question, asked: readonly Definition[]): string {
  const tagOf = selection.of === "check" ? checkTag : projectTag;
  return [...new Set(asked.map((definition) => tagOf(idOf(definition))))].join(",");
}

function checkTag(id: string): string {
  return `check:${id}`;
}

function projectTag(id: string): string {
  return `project:${id.split("/")[0]}`;
}
