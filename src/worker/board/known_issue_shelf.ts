import { createHash } from "node:crypto";
import type { HttpSettings } from "../../http/request.ts";
import { createHttp } from "../../http.ts";
import { askBugzilla, withApiKey } from "../../known_issues/bugzilla.ts";
import { askGitHub } from "../../known_issues/github_issues.ts";
import type { TrackerFetch } from "../../known_issues/issue_tracker.ts";
import {
  type Answered,
  bugUrlsOf,
  EMPTY_SHELF,
  KnownIssue,
  type Shelf,
  shelve,
} from "../../known_issues/known_issues.ts";
import { createSlots } from "../../run/slots.ts";
import { startStopwatch } from "../../run/stopwatch.ts";
import { workerHost } from "../host/host.ts";
import { logError } from "../log.ts";
import type { Service } from "../service.ts";

// For all pages together: less than a chore of the Board may take.
const LIMIT_MS = 15_000;

// A tracker that is down is asked again before its answer would have grown old.
const RETRY_MS = 5 * 60_000;

const CUT_NOTE = "The tracker has more issues than are read: only those that changed last are here";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS known_issues (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    tracker TEXT NOT NULL,     -- which tracker was asked, and what for
    checks TEXT NOT NULL,      -- hash of the names that were looked for
    as_of INTEGER,             -- epoch milliseconds of the last answer
    tried_at INTEGER NOT NULL, -- epoch milliseconds of the last question
    note TEXT NOT NULL,
    body TEXT NOT NULL         -- JSON: the issues that name a check
  ) STRICT`;

type Row = {
  tracker: string;
  checks: string;
  as_of: number | null;
  tried_at: number;
  note: string;
  body: string;
};

/** The known issues of all checks: one question now and then, its answer kept for as long as there is no other. */
export class KnownIssueShelf {
  readonly #sql: SqlStorage;
  readonly #service: Service;
  readonly #tracker: string;
  readonly #checks: string;
  readonly #ids: readonly string[];
  readonly #httpSettings: HttpSettings;
  readonly #slots = createSlots(1);
  #shelf: Shelf = EMPTY_SHELF;
  #triedAt: number | undefined;
  #failed = false;
  #asking = false;

  /** Creates its table. */
  constructor(sql: SqlStorage, service: Service) {
    this.#sql = sql;
    this.#service = service;
    this.#ids = [...service.definitions.keys()];
    const { settings, config } = service;
    this.#httpSettings = withApiKey(settings.http, settings.bugtracker);
    this.#tracker = JSON.stringify([
      config.tracker,
      settings.bugtracker.url,
      settings.service,
      settings.environment,
    ]);
    this.#checks = createHash("sha256").update(JSON.stringify(this.#ids)).digest("hex");
    sql.exec(SCHEMA);
    for (const row of sql.exec<Row>("SELECT * FROM known_issues")) this.#load(row);
  }

  get shelf(): Shelf {
    return this.#shelf;
  }

  /** Changes with the shelf. */
  get version(): string {
    return `${this.#triedAt ?? 0}`;
  }

  urlsOf(id: string): string[] {
    return bugUrlsOf(this.#shelf.issues, id);
  }

  /** Asks the tracker if that is due. If it cannot tell, what it said before stays, with the reason: no fault of ours. */
  async refresh(now: number, signal: AbortSignal): Promise<void> {
    if (this.#service.config.tracker.kind === "none" || this.#asking || now < this.#dueAt()) return;
    this.#asking = true;
    try {
      const { issues, cut } = shelve(await this.#ask(signal), this.#ids);
      const safe = this.#service.redact([...issues]);
      this.#failed = false;
      this.#keep({ issues: safe, asOf: now, note: cut ? CUT_NOTE : "" }, now);
    } catch (error) {
      const why = this.#service.redact(error instanceof Error ? error.message : String(error));
      this.#failed = true;
      this.#keep({ ...this.#shelf, note: why }, now);
      logError("Cannot ask the tracker", why);
    } finally {
      this.#asking = false;
    }
  }

  #dueAt(): number {
    if (this.#triedAt === undefined) return Number.NEGATIVE_INFINITY;
    const ttlMs = this.#service.settings.bugtracker.ttl * 1000;
    return this.#triedAt + (this.#failed ? Math.min(ttlMs, RETRY_MS) : ttlMs);
  }

  async #ask(signal: AbortSignal): Promise<Answered> {
    const stopwatch = startStopwatch(LIMIT_MS, Date.now);
    const abort = () => stopwatch.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const slot = () => this.#slots.acquire(this, stopwatch.signal);
    const { fetch } = createHttp({ host: workerHost(), settings: this.#httpSettings, stopwatch, slot });
    try {
      return await this.#askTracker(fetch);
    } finally {
      stopwatch.stop();
      signal.removeEventListener("abort", abort);
    }
  }

  async #askTracker(fetch: TrackerFetch): Promise<Answered> {
    const { config, settings } = this.#service;
    const { tracker } = config;
    switch (tracker.kind) {
      case "none":
        return { issues: [], cut: false };
      case "github":
        return await askGitHub(fetch, tracker);
      case "bugzilla": {
        const { service, environment } = settings;
        return await askBugzilla(fetch, { url: settings.bugtracker.url, service, environment });
      }
    }
  }

  #keep(shelf: Shelf, now: number): void {
    this.#sql.exec(
      `INSERT INTO known_issues (id, tracker, checks, as_of, tried_at, note, body)
       VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (id) DO UPDATE SET tracker = excluded.tracker, checks = excluded.checks,
         as_of = excluded.as_of, tried_at = excluded.tried_at, note = excluded.note, body = excluded.body`,
      this.#tracker,
      this.#checks,
      shelf.asOf,
      now,
      shelf.note,
      JSON.stringify(shelf.issues),
    );
    this.#shelf = shelf;
    this.#triedAt = now;
  }

  /** What another tracker said is forgotten; what was looked for under other names is looked for again. */
  #load(row: Row): void {
    const issues = KnownIssue.array().safeParse(JSON.parse(row.body));
    if (row.tracker !== this.#tracker || !issues.success) return;
    this.#shelf = { issues: issues.data, asOf: row.as_of, note: row.note };
    this.#failed = row.note !== "" && row.note !== CUT_NOTE;
    if (row.checks === this.#checks) this.#triedAt = row.tried_at;
  }
}
