// From a reader's request to an answer: what it accepts, what is kept in this isolate, what is not modified.
import { exports } from "cloudflare:workers";
import type { Context } from "hono";
import type { Question } from "../../show/question.ts";
import { commonHeaders } from "../common_headers.ts";
import type { Env } from "../env.ts";
import { serviceOf } from "../service.ts";
import { questionUrl } from "./answers.ts";

export interface App {
  Bindings: Env;
  Variables: {
    /** Whether the answer has all headers already: what a pinger asks for is built once. */
    complete?: boolean;
  };
}

interface Kept {
  readonly expires: number;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

// A second's answers of this isolate. A pinger's copy may be this much older than the edge's.
const KEEP_MS = 1_000;
const MAX_KEPT = 2_000;
const kept = new Map<string, Kept>();

/** Answers from this isolate, from the cache of the data centre, or from the Lookouts, whichever is nearest. */
export async function readAnswer(c: Context<App>, question: Question): Promise<Response> {
  const key = JSON.stringify(question);
  const found = kept.get(key);
  const current = found && found.expires > Date.now() ? found : await fetchAnswer(key, question, c.env);
  const { status, headers, body } = current;
  c.set("complete", true);
  if (status === 200 && c.req.header("if-none-match") === headers.get("etag")) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { status, headers });
}

/** Forgets this isolate's answers: something was run on demand. */
export function forgetAnswers(): void {
  kept.clear();
}

async function fetchAnswer(key: string, question: Question, env: Env): Promise<Kept> {
  const response = await exports.Answers.fetch(questionUrl(question));
  const headers = new Headers({
    ...commonHeaders(serviceOf(env).settings),
    ...Object.fromEntries(response.headers),
  });
  // Meant for the cache that this answer has just left.
  headers.delete("cache-tag");
  const answer = {
    expires: Date.now() + KEEP_MS,
    status: response.status,
    headers,
    body: await response.text(),
  };
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, answer);
  return answer;
}

/** The format that a reader of results wants: text only where it is named; undefined where we have none of its formats. */
export function formatOf(accept: string | undefined): "json" | "text" | undefined {
  const types = (accept ?? "*/*").split(",").map((type) => type.split(";")[0]?.trim().toLowerCase());
  if (types.includes("text/plain") || types.includes("text/*")) return "text";
  const json = ["*/*", "application/json", "application/*", ""];
  return types.some((type) => json.includes(type ?? "")) ? "json" : undefined;
}
