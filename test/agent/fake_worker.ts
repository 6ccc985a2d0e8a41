import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { type Assignment, Batch, MAX_SKEW_MS, type Report } from "../../src/agent_protocol.ts";
import { type LocalServer, serveHttp } from "../local_server.ts";

export const TOKEN = "t0ken-of-the-vpn-agent";

/** A Worker as agents see it, made of the protocol: what it has stored can be looked at. */
export interface FakeWorker extends LocalServer {
  /** Every outcome that it has stored, each as often as it was. */
  readonly stored: Report[];
  /** Every batch that it understood, and what it answered. */
  readonly batches: { readonly batch: Batch; readonly status: number }[];
  assign(change: Partial<Assignment>): void;
  /** As long as it is a number, the status of each answer. "lost": no answer to a batch arrives; "cut": nor half of them. */
  interfere: "lost" | "cut" | number | undefined;
  /** Milliseconds that its clock is ahead. */
  skew: number;
  /** Checks that it calls foreign. */
  foreign: string[];
  /** A check whose outcomes it cannot read. */
  unreadable: string | undefined;
  /** The most results that it takes at once. */
  maxResults: number;
}

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly foreign?: readonly string[];
}

export async function startFakeWorker(
  checks: Assignment["checks"],
  serve: (listener: RequestListener) => Promise<LocalServer> = serveHttp,
): Promise<FakeWorker> {
  let assignment: Assignment = {
    ...{ agent: "vpn", configuration: "c1", now: 0, default_ttl: 60, checks, refresh: [] },
  };
  let version = 1;
  const known = new Set<string>();
  const changed = new Set<() => void>();

  async function assign(request: IncomingMessage, response: ServerResponse) {
    const etag = `"${version}"`;
    if (request.headers["if-none-match"] === etag) {
      const wait = Number(new URL(request.url ?? "", "http://x").searchParams.get("wait"));
      await new Promise<void>((resolve) => {
        changed.add(resolve);
        setTimeout(resolve, wait * 1000).unref();
      });
    }
    if (request.headers["if-none-match"] === `"${version}"`) return response.writeHead(304).end();
    response.setHeader("etag", `"${version}"`);
    return answer(response, 200, { ...assignment, now: Date.now() + fake.skew });
  }

  async function receive(request: IncomingMessage, response: ServerResponse) {
    const batch = Batch.parse(JSON.parse(gunzipSync(await buffer(request)).toString()));
    const now = Date.now() + fake.skew;
    if (fake.interfere === "cut" && Math.random() < 0.5) return request.socket.destroy();
    const refusal = refusalOf(batch, now);
    if (refusal) {
      fake.batches.push({ batch, status: refusal.status });
      return answer(response, refusal.status, refusal);
    }
    const accepted = store(batch);
    fake.batches.push({ batch, status: 200 });
    // What it says holds, and is not heard.
    if (fake.interfere !== undefined) return request.socket.destroy();
    return answer(response, 200, { accepted, duplicates: batch.results.length - accepted, ignored: 0, now });
  }

  function refusalOf({ sent_at, results }: Batch, now: number): Refusal | undefined {
    const has = (one: string | undefined) => results.some(({ check }) => check === one);
    const foreign = fake.foreign.filter(has);
    if (Math.abs(sent_at - now) > MAX_SKEW_MS) return { status: 409, error: "Cannot take it: clocks" };
    if (results.length > fake.maxResults) return { status: 413, error: "Cannot take it: too large" };
    if (foreign.length > 0) return { status: 403, error: "Cannot take it: not yours", foreign };
    return has(fake.unreadable) ? { status: 400, error: "Cannot read it" } : undefined;
  }

  /** Returns how many were not known. */
  function store({ results }: Batch): number {
    const fresh = results.filter((one) => !known.has(`${one.check} ${one.startedAt}`));
    for (const one of fresh) known.add(`${one.check} ${one.startedAt}`);
    fake.stored.push(...fresh);
    return fresh.length;
  }

  const server = await serve(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return answer(response, 401, { error: "Cannot tell: the token is not known" });
    }
    if (typeof fake.interfere === "number")
      return answer(response, fake.interfere, { error: "Cannot: test" });
    if (request.url?.startsWith("/agents/vpn/assignment")) return await assign(request, response);
    if (request.url === "/agents/vpn/results") return await receive(request, response);
    return answer(response, 404, { error: "Cannot find it" });
  });
  const fake: FakeWorker = {
    ...server,
    stored: [],
    batches: [],
    interfere: undefined,
    skew: 0,
    foreign: [],
    unreadable: undefined,
    maxResults: 500,
    assign(change) {
      assignment = { ...assignment, ...change };
      version += 1;
      for (const wake of changed) wake();
      changed.clear();
    },
  };
  return fake;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
