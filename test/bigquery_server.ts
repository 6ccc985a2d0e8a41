// Answers as BigQuery does, with rows that a test gives it.
import { generateKeyPairSync } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { importSPKI, jwtVerify } from "jose";
import type { Json, JsonObject } from "../src/check.ts";
import type { ServiceAccount } from "../src/config/service_account.ts";
import { serveHttp } from "./local_server.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** The key that the server accepts, made anew for each test run. */
export const ACCOUNT: ServiceAccount = {
  project_id: "almanac-dev",
  client_email: "poucave@almanac-dev.iam.gserviceaccount.com",
  private_key_id: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
  private_key: privateKey,
};

export interface BigQueryOptions {
  readonly rows?: readonly JsonObject[];
  /** Instead of `rows`: those of a query. */
  readonly rowsOf?: (query: string) => readonly JsonObject[];
  /** How often the query is not done yet. */
  readonly polls?: number;
  readonly rowsPerPage?: number;
  /** Epoch milliseconds: when a token must be valid. */
  readonly now?: () => number;
}

export interface ReceivedQuery {
  /** `POST /bigquery/…` */
  readonly request: string;
  readonly token: string;
  readonly body: JsonObject;
}

export interface BigQueryServer {
  /** As REQUESTS_ORIGINS wants it. */
  readonly origins: Readonly<Record<string, string>>;
  readonly received: readonly ReceivedQuery[];
  close(): Promise<void>;
}

/** Refuses, as Google does, whoever has no token that ACCOUNT signed for BigQuery. */
export async function startBigQuery(options: BigQueryOptions = {}): Promise<BigQueryServer> {
  const received: ReceivedQuery[] = [];
  const answer = answering(options);
  const server = await serveHttp((request, response) => {
    receive(request).then((query) => {
      received.push(query);
      answer(query).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
  });
  return { origins: { "https://bigquery.googleapis.com": server.origin }, received, close: server.close };
}

/** A server that gives any answer: BigQuery broken, or somebody else in its place. */
export async function startImpostor(listener: RequestListener): Promise<Omit<BigQueryServer, "received">> {
  const { origin, close } = await serveHttp(listener);
  return { origins: { "https://bigquery.googleapis.com": origin }, close };
}

async function receive(request: IncomingMessage): Promise<ReceivedQuery> {
  const { method, url, headers } = request;
  const body: JsonObject = JSON.parse((await text(request)) || "{}");
  return { request: `${method} ${url}`, token: headers.authorization?.replace("Bearer ", "") ?? "", body };
}

interface Reply {
  readonly status: number;
  readonly body: Json;
}

function answering(options: BigQueryOptions) {
  const { rowsOf = () => options.rows ?? [], rowsPerPage = 1000, now = Date.now } = options;
  const jobs = new Map<string, readonly JsonObject[]>();
  let unfinished = options.polls ?? 0;

  return async ({ token, request, body }: ReceivedQuery): Promise<Reply> => {
    if (!(await isValid(token, now())))
      return { status: 401, body: refusal("Invalid Credentials", "authError") };
    const { pathname, searchParams } = new URL(request.split(" ")[1] ?? "", "http://server");
    const isNew = typeof body.query === "string";
    const jobId = isNew ? `job_${jobs.size + 1}` : pathname.replace(/^.*\//, "");
    if (isNew) jobs.set(jobId, rowsOf(String(body.query)));
    const common = { jobReference: { projectId: ACCOUNT.project_id, jobId, location: "US" } };
    if (unfinished > 0) {
      unfinished -= 1;
      return { status: 200, body: { ...common, jobComplete: false } };
    }
    const page = pageOf(jobs.get(jobId) ?? [], Number(searchParams.get("pageToken")), rowsPerPage);
    return { status: 200, body: { ...common, jobComplete: true, ...page } };
  };
}

function pageOf(rows: readonly JsonObject[], from: number, size: number): JsonObject {
  const columns = Object.entries(rows[0] ?? { nothing: null });
  return {
    schema: { fields: columns.map(([name, value]) => fieldOf(name, value)) },
    totalRows: String(rows.length),
    rows: rows.slice(from, from + size).map((row) => ({ f: Object.values(row).map(cellOf) })),
    ...(from + size < rows.length ? { pageToken: String(from + size) } : {}),
  };
}

export function refusal(message: string, reason: string): JsonObject {
  return { error: { code: 400, message, errors: [{ message, domain: "global", reason }] } };
}

async function isValid(token: string, now: number): Promise<boolean> {
  const key = await importSPKI(publicKey, "RS256");
  const verified = jwtVerify(token, key, {
    audience: "https://bigquery.googleapis.com/",
    issuer: ACCOUNT.client_email,
    algorithms: ["RS256"],
    currentDate: new Date(now),
  });
  return await verified.then(
    ({ protectedHeader }) => protectedHeader.kid === ACCOUNT.private_key_id,
    () => false,
  );
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+00:00$/;

/** The column that would hold such values. */
function fieldOf(name: string, value: Json): JsonObject {
  if (Array.isArray(value)) return { ...fieldOf(name, value[0] ?? ""), mode: "REPEATED" };
  if (typeof value === "object" && value !== null)
    return { name, type: "RECORD", fields: Object.entries(value).map(([key, one]) => fieldOf(key, one)) };
  return { name, type: typeOf(value), mode: "NULLABLE" };
}

function typeOf(value: string | number | boolean | null): string {
  if (typeof value === "number") return Number.isInteger(value) ? "INTEGER" : "FLOAT";
  if (typeof value === "boolean") return "BOOLEAN";
  return ISO_TIME.test(value ?? "") ? "TIMESTAMP" : "STRING";
}

function cellOf(value: Json): JsonObject {
  if (Array.isArray(value)) return { v: value.map(cellOf) };
  if (value === null) return { v: null };
  if (typeof value === "object") return { v: { f: Object.values(value).map(cellOf) } };
  return { v: typeof value === "string" && ISO_TIME.test(value) ? microsecondsOf(value) : String(value) };
}

function microsecondsOf(time: string): string {
  const [, digits = ""] = /\.(\d+)\+/.exec(time) ?? [];
  const seconds = Date.parse(time.replace(/\.\d+/, "")) / 1000;
  return String(seconds * 1e6 + Number(digits.padEnd(6, "0")));
}
