import * as z from "zod";
import type { BigQueryValue, Capabilities, JsonObject } from "../check.ts";
import type { Scope } from "../host.ts";
import { Field, parameterOf, rowSchema } from "./bigquery_values.ts";
import { createGoogleTokens } from "./google_token.ts";

const AUDIENCE = "https://bigquery.googleapis.com/";
const PROJECTS = `${AUDIENCE}bigquery/v2/projects`;

// Google answers with 10 MB at most, of which a body may hold 8 MiB: rows of telemetry take a few hundred bytes.
const ROWS_PER_PAGE = 10_000;
const MAX_ROWS = 100_000;
/** Each waits for seconds: a run is over before. */
const MAX_POLLS = 30;
/** A run has no longer than this: then nobody waits for the result any more. */
const JOB_TIMEOUT_MS = 60_000;
/** What an answer takes to get here. */
const ROUND_TRIP_MS = 2_000;

const Answer = z.object({
  jobComplete: z.boolean(),
  jobReference: z.object({ jobId: z.string(), location: z.string().optional() }),
  schema: z.object({ fields: z.array(Field) }).optional(),
  rows: z.array(z.unknown()).default([]),
  pageToken: z.string().optional(),
});
type Answer = z.infer<typeof Answer>;

const Refusal = z.object({
  error: z.object({ message: z.string(), errors: z.array(z.object({ reason: z.string() })).optional() }),
});

/** Queries BigQuery by its REST interface, through the `fetch` that the check itself gets. */
export function createBigQuery(now: () => number): (scope: Scope) => Capabilities["bigquery"] {
  const tokenOf = createGoogleTokens(AUDIENCE, now);

  return (scope) => async (query, params) => {
    const { serviceAccount: account, timeoutMs } = scope.http;
    if (!account) throw new TypeError("Cannot query BigQuery: GOOGLE_APPLICATION_CREDENTIALS is not set");
    const ask = asker(scope, await tokenOf(account));
    const queries = `${PROJECTS}/${encodeURIComponent(account.project_id)}/queries`;
    const waitMs = Math.max(1_000, timeoutMs - ROUND_TRIP_MS);
    const first = await ask(queries, {
      method: "POST",
      body: JSON.stringify(requestOf(query, params, waitMs)),
    });
    return await collect(first, (job, pageToken) => ask(resultsUrl(queries, { job, pageToken, waitMs })));
  };
}

type Ask = (url: string, init?: RequestInit) => Promise<Answer>;
type Next = (job: Answer["jobReference"], pageToken?: string) => Promise<Answer>;

function requestOf(
  query: string,
  params: Readonly<Record<string, BigQueryValue>>,
  waitMs: number,
): JsonObject {
  return {
    query,
    useLegacySql: false,
    parameterMode: "NAMED",
    queryParameters: Object.entries(params).map(([name, value]) => parameterOf(name, value)),
    timeoutMs: waitMs,
    jobTimeoutMs: String(JOB_TIMEOUT_MS),
    maxResults: ROWS_PER_PAGE,
    formatOptions: { useInt64Timestamp: true },
  };
}

interface Results {
  readonly job: Answer["jobReference"];
  readonly pageToken: string | undefined;
  readonly waitMs: number;
}

function resultsUrl(queries: string, { job, pageToken, waitMs }: Results): string {
  const params = new URLSearchParams({
    maxResults: String(ROWS_PER_PAGE),
    timeoutMs: String(waitMs),
    "formatOptions.useInt64Timestamp": "true",
  });
  if (job.location !== undefined) params.set("location", job.location);
  if (pageToken !== undefined) params.set("pageToken", pageToken);
  return `${queries}/${encodeURIComponent(job.jobId)}?${params}`;
}

/** Waits for the job to end, then reads page after page. */
async function collect(first: Answer, next: Next): Promise<readonly JsonObject[]> {
  const job = first.jobReference;
  let answer = first;
  for (let polls = 0; !answer.jobComplete; polls += 1) {
    if (polls === MAX_POLLS) throw new RangeError("Cannot query BigQuery: the query does not end");
    answer = await next(job);
  }
  const schema = z.array(rowSchema(answer.schema?.fields ?? []));
  const rows = [...parse(schema, answer.rows)];
  while (answer.pageToken !== undefined && answer.pageToken !== "") {
    answer = await next(job, answer.pageToken);
    rows.push(...parse(schema, answer.rows));
    if (rows.length > MAX_ROWS || answer.rows.length === 0)
      throw new RangeError(`Cannot query BigQuery: pages without end, ${rows.length} rows so far`);
  }
  return rows;
}

function asker({ fetch }: Scope, token: string): Ask {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return async (url, init = {}) => {
    const response = await fetch(url, { ...init, headers });
    // Whoever echoes the token must not have it told on.
    const text = (await response.text()).replaceAll(token, "[token]");
    if (!response.ok) throw new Error(`Cannot query BigQuery: ${reasonOf(response.status, parseJson(text))}`);
    return parse(Answer, parseJson(text));
  };
}

function reasonOf(status: number, answer: unknown): string {
  const refusal = Refusal.safeParse(answer);
  if (!refusal.success) return `status ${status}`;
  const { message, errors } = refusal.data.error;
  return [message, `status ${status}`, ...(errors ?? []).slice(0, 1).map(({ reason }) => reason)].join(", ");
}

/** Undefined where it is none: no schema fits that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whether a text is JSON cannot be asked otherwise.
    return undefined;
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join(".") || "the answer";
  throw new TypeError(`Cannot read what BigQuery answers: ${place}: ${issue?.message}`);
}
