import { gzipSync } from "node:zlib";
import * as z from "zod";
import { Assignment, type Batch, ForeignChecks, MAX_BATCH_BYTES, Receipt } from "../agent_protocol.ts";
import { wordsOf } from "./log.ts";

/** An answer of the Worker to what an agent asks of it, or of whatever stands in between. */
export type Answer<T> =
  | T
  /** Asking again may help, but only later: `why` is a sentence. */
  | {
      readonly status: "refused";
      readonly code: number;
      readonly why: string;
      readonly retryAfterMs: number | undefined;
    };

export type AssignmentAnswer = Answer<
  | { readonly status: "new"; readonly assignment: Assignment; readonly etag: string }
  | { readonly status: "unchanged" }
>;

export type PushAnswer = Answer<
  | { readonly status: "stored"; readonly receipt: Receipt }
  | { readonly status: "foreign"; readonly checks: readonly string[] }
  | { readonly status: "too large" }
>;

export interface WorkerClientOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly name: string;
  readonly token: string;
}

export interface AssignmentRequest {
  /** Of the assignment that is known; empty: none is. */
  readonly etag: string;
  /** Seconds for which the Worker may wait for something new. */
  readonly wait: number;
  readonly signal: AbortSignal;
}

const ANSWER_TIMEOUT_MS = 30_000;
const ErrorBody = z.object({ error: z.string() });
const MAX_REASON_LENGTH = 500;

/** The Worker, as an agent sees it. Its methods reject with a sentence where nobody answered. */
export interface WorkerClient {
  assignment(request: AssignmentRequest): Promise<AssignmentAnswer>;
  push(batch: Batch, signal: AbortSignal): Promise<PushAnswer>;
}

export function createWorkerClient({ url, name, token }: WorkerClientOptions): WorkerClient {
  const base = `${url}/agents/${encodeURIComponent(name)}`;
  const ask = async (path: string, init: RequestInit, timeoutMs: number): Promise<Response> => {
    const headers = new Headers({ accept: "application/json", "user-agent": "poucave-agent" });
    for (const [key, value] of new Headers(init.headers)) headers.set(key, value);
    headers.set("authorization", `Bearer ${token}`);
    const signals = [AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])];
    try {
      // The token goes nowhere but to the Worker.
      const asked = { ...init, headers, redirect: "manual", signal: AbortSignal.any(signals) } as const;
      const response = await fetch(base + path, asked);
      // Complete: what breaks off is no answer.
      return new Response(await bodyOf(response), response);
    } catch (cause) {
      throw new Error(`Cannot reach ${url}: ${wordsOf(cause)}`, { cause });
    }
  };
  return {
    async assignment({ etag, wait, signal }) {
      const headers: Record<string, string> = etag === "" ? {} : { "if-none-match": etag };
      const timeoutMs = wait * 1000 + ANSWER_TIMEOUT_MS;
      const response = await ask(`/assignment?wait=${wait}`, { headers, signal }, timeoutMs);
      if (response.status === 304) return { status: "unchanged" };
      const assignment = response.ok ? Assignment.safeParse(await json(response)) : undefined;
      if (!assignment?.success) return await refusal(response);
      return { status: "new", assignment: assignment.data, etag: response.headers.get("etag") ?? "" };
    },
    async push(batch, signal) {
      const body = gzipSync(JSON.stringify(batch));
      if (body.byteLength > MAX_BATCH_BYTES.packed) return { status: "too large" };
      const headers = { "content-type": "application/json", "content-encoding": "gzip" };
      const response = await ask("/results", { method: "POST", headers, body, signal }, ANSWER_TIMEOUT_MS);
      if (response.status === 413) return { status: "too large" };
      const found = await json(response);
      const foreign = ForeignChecks.safeParse(found);
      if (response.status === 403 && foreign.success)
        return { status: "foreign", checks: foreign.data.foreign };
      const receipt = Receipt.safeParse(found);
      if (response.ok && receipt.success) return { status: "stored", receipt: receipt.data };
      return await refusal(response);
    },
  };
}

/** A 304 has none, and must not be given one. */
async function bodyOf(response: Response): Promise<ArrayBuffer | null> {
  const body = await response.arrayBuffer();
  return body.byteLength === 0 ? null : body;
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}

async function refusal(response: Response): Promise<Extract<PushAnswer, { status: "refused" }>> {
  const { status: code, headers } = response;
  const told = ErrorBody.safeParse(await json(response));
  const reason = told.success ? told.data.error.slice(0, MAX_REASON_LENGTH) : "it does not say why";
  const retryAfter = Number(headers.get("retry-after") ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined;
  return { status: "refused", code, why: `${sentenceOf(code, headers)} (${reason})`, retryAfterMs };
}

/** What an operator can do about a refusal. */
function sentenceOf(code: number, headers: Headers): string {
  const location = headers.get("location");
  if (code >= 300 && code < 400 && location !== null) return "it redirects: --url must be where it leads to";
  if (code >= 200 && code < 300)
    return "its answer is not that of a Worker: --url leads elsewhere, or a proxy answers";
  switch (code) {
    case 401:
      return "it does not accept the token: its hash must be in token_hashes of [agents.NAME], and NAME be --name";
    case 403:
      return "it, or something before it, forbids this";
    case 404:
      return "it knows no agents: --url leads elsewhere, or the Worker is older than this agent";
    case 407:
      return "the proxy wants credentials: they belong in HTTPS_PROXY";
    case 409:
      return "the clocks are too far apart: set that of this machine";
    case 400:
      return "it does not understand this agent: both should be of one version";
    default:
      return `it answered ${code}`;
  }
}
