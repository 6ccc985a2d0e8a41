import type { Maintenance } from "../../maintenance/maintenance.ts";
import { MaintenanceWindow, once } from "../../maintenance/maintenance_window.ts";

// A deployment that runs wild must not fill the storage.
const MAX_CURRENT = 100;

// Lookouts write an hour's history some time after it: till then they must know how it was covered.
const KEPT_MS = 2 * 3_600_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS maintenance (
    id TEXT PRIMARY KEY,
    ends_at INTEGER NOT NULL, -- epoch milliseconds; earlier than asked for where somebody ended it
    body TEXT NOT NULL        -- JSON: MaintenanceWindow
  ) STRICT, WITHOUT ROWID`;

/** All windows: those of the configuration, and those that somebody asked for, which are kept here until they expire. */
export class MaintenanceBook {
  readonly #sql: SqlStorage;
  readonly #planned: readonly Maintenance[];
  readonly #windows = new Map<string, MaintenanceWindow>();
  #all: readonly Maintenance[] | undefined;

  /** Creates its table. */
  constructor(sql: SqlStorage, planned: readonly Maintenance[]) {
    this.#sql = sql;
    this.#planned = planned;
    sql.exec(SCHEMA);
    for (const { body } of sql.exec<{ body: string }>("SELECT body FROM maintenance")) {
      const window = MaintenanceWindow.safeParse(JSON.parse(body));
      if (window.success) this.#windows.set(window.data.id, window.data);
    }
  }

  /** Asked for by every check that is shown: the same list until something changes. */
  get all(): readonly Maintenance[] {
    this.#all ??= [...this.#planned, ...this.windows.map(once)];
    return this.#all;
  }

  /** What was asked for and is not over, or ended within the last two hours. */
  get windows(): readonly MaintenanceWindow[] {
    return [...this.#windows.values()];
  }

  /** False where too many are open already. */
  begin(window: MaintenanceWindow): boolean {
    this.#forget(window.from);
    if (this.windows.filter(({ to }) => to > window.from).length >= MAX_CURRENT) return false;
    this.#put(window);
    return true;
  }

  /** Ends a window now. Undefined where none of that id is open. */
  end(id: string, now: number): MaintenanceWindow | undefined {
    const window = this.#windows.get(id);
    if (!window || window.to <= now) return undefined;
    return this.#put({ ...window, to: Math.max(window.from, now) });
  }

  #put(window: MaintenanceWindow): MaintenanceWindow {
    this.#sql.exec(
      `INSERT INTO maintenance (id, ends_at, body) VALUES (?1, ?2, ?3)
       ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at, body = excluded.body`,
      window.id,
      window.to,
      JSON.stringify(window),
    );
    this.#windows.set(window.id, window);
    this.#all = undefined;
    return window;
  }

  #forget(now: number): void {
    for (const { id, to } of this.windows) {
      if (to > now - KEPT_MS) continue;
      this.#sql.exec("DELETE FROM maintenance WHERE id = ?1", id);
      this.#windows.delete(id);
      this.#all = undefined;
    }
  }
}
