import * as z from "zod";
import type { AgentConfig } from "../../config.ts";
import type { HeardOf } from "../../show/agent_state.ts";
import { Hearing } from "./hearing.ts";

// What alone has changed since is when it was heard: a row a minute, 1,440 a day, is enough to know that after an eviction.
const STORE_MS = 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS agents (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL     -- JSON: AgentPage
  ) STRICT, WITHOUT ROWID`;

const Refusal = z.object({
  at: z.number(),
  why: z.string(),
  /** Milliseconds that the agent's clock was ahead; null: that is not known. */
  skew: z.number().nullable(),
});
export type Refusal = z.infer<typeof Refusal>;

/** All that is kept of an agent. Times are epoch milliseconds. */
const AgentPage = z.object({
  /** What it last told; null: it was never heard of. */
  heard: Hearing.omit({ agent: true, answered: true }).nullable(),
  /** The last batch of it that was not taken. */
  refusal: Refusal.nullable(),
  /** Since when people know that it is silent; null: they know of nothing. */
  told_silent: z.number().nullable(),
  /** Incidents of its checks that people were not told of, since it is the agent that is silent. */
  untold: z.array(z.string()),
});
type AgentPage = z.infer<typeof AgentPage>;

const EMPTY: AgentPage = { heard: null, refusal: null, told_silent: null, untold: [] };

/** What the Board knows of agents, in memory and on disk. */
export class AgentBook {
  readonly #sql: SqlStorage;
  readonly #count: (rowsWritten: number) => void;
  readonly #agents: ReadonlyMap<string, AgentConfig>;
  readonly #pages = new Map<string, AgentPage>();
  /** When each page was last written. */
  readonly #storedAt = new Map<string, number>();

  constructor(
    sql: SqlStorage,
    { agents, count }: { agents: ReadonlyMap<string, AgentConfig>; count: (rowsWritten: number) => void },
  ) {
    this.#sql = sql;
    this.#count = count;
    this.#agents = agents;
    sql.exec(SCHEMA);
    this.reload();
  }

  /** Reads what is on disk: a transaction was rolled back. */
  reload(): void {
    this.#pages.clear();
    for (const { name, body } of this.#sql.exec<{ name: string; body: string }>("SELECT * FROM agents")) {
      const page = AgentPage.safeParse(JSON.parse(body));
      if (page.success) this.#pages.set(name, page.data);
    }
  }

  of(name: string): AgentPage {
    return this.#pages.get(name) ?? EMPTY;
  }

  heard(name: string): HeardOf | undefined {
    return this.of(name).heard ?? undefined;
  }

  /** Takes over what a batch tells; an older one that arrives late is no news. */
  hear({ agent, answered: _, ...told }: Hearing): void {
    const page = this.of(agent);
    const { heard } = page;
    if (heard && heard.at > told.at) return;
    const next = { ...told, lag: told.lag ?? heard?.lag ?? null };
    // Its clock and its lag are never twice the same.
    const same = heard && JSON.stringify({ ...heard, ...moving(next) }) === JSON.stringify(next);
    const stored = this.#storedAt.get(agent) ?? Number.NEGATIVE_INFINITY;
    this.#put(agent, { ...page, heard: next }, { write: !same || told.at - stored >= STORE_MS, at: told.at });
  }

  /** Notes that a batch was not taken. Written once a minute at most: it may come again and again. */
  refuse(agent: string, refusal: Refusal): void {
    const page = this.of(agent);
    const write = page.refusal === null || refusal.at - page.refusal.at >= STORE_MS;
    this.#put(agent, { ...page, refusal }, { write, at: refusal.at });
  }

  /** Notes what people were told of. */
  tell(agent: string, told: { told_silent?: number | null; untold?: string[] }, at: number): void {
    this.#put(agent, { ...this.of(agent), ...told }, { write: true, at });
  }

  #put(agent: string, page: AgentPage, { write, at }: { write: boolean; at: number }): void {
    if (!this.#agents.has(agent)) return;
    this.#pages.set(agent, page);
    if (!write) return;
    const cursor = this.#sql.exec(
      "INSERT INTO agents (name, body) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
      agent,
      JSON.stringify(page),
    );
    this.#count(cursor.rowsWritten);
    this.#storedAt.set(agent, at);
  }
}

function moving({ at, skew, lag, backlog }: NonNullable<AgentPage["heard"]>) {
  return { at, skew, lag, backlog };
}
