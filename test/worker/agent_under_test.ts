import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Assignment, type Batch, Receipt, type Report } from "../../src/agent_protocol.ts";
import type { WorkerUnderTest } from "./harness.ts";

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A result of a check, passed a moment ago unless something else is said. */
export function reportOf(given: Partial<Report> = {}): Report {
  const outcome = { status: "passed" as const, data: { up: true }, value: null };
  return { check: "shop/signer", startedAt: Date.now() - 1_000, durationMs: 10, outcome, ...given };
}

export function batchOf(results: readonly Report[], given: Partial<Batch> = {}): Batch {
  return {
    id: crypto.randomUUID(),
    sent_at: Date.now(),
    agent: {
      version: "1.2.3",
      started_at: Date.now() - 60_000,
      configuration: "",
      backlog: 0,
      dropped: 0,
      cannot_run: [],
    },
    results: [...results],
    ...given,
  };
}

/** Speaks to the Worker as an agent does, by hand. */
export function agentUnderTest(worker: WorkerUnderTest, { name = "vpn", token = "open sesame" } = {}) {
  const authorization = `Bearer ${token}`;
  const post = async (body: Uint8Array | string, headers: Record<string, string> = {}) => {
    const response = await worker.fetch(`/agents/${name}/results`, {
      method: "POST",
      headers: { authorization, ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const push = (batch: unknown) => post(gzipSync(JSON.stringify(batch)), { "content-encoding": "gzip" });
  return {
    post,
    push,
    /** Tells results in a new batch. */
    async tell(...results: readonly Report[]) {
      const { status, body } = await push(batchOf(results));
      if (status !== 200) throw new Error(`Cannot tell results: ${status} ${JSON.stringify(body)}`);
      const { now: _, ...counts } = Receipt.parse(body);
      return counts;
    },
    async ask({ etag = "", wait = 0 } = {}) {
      const headers = { authorization, ...(etag !== "" && { "if-none-match": etag }) };
      const response = await worker.fetch(`/agents/${name}/assignment?wait=${wait}`, { headers });
      const text = await response.text();
      const assignment = response.status === 200 ? Assignment.parse(JSON.parse(text)) : undefined;
      return { status: response.status, etag: response.headers.get("etag") ?? "", assignment, text };
    },
  };
}
