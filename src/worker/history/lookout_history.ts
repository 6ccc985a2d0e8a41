import type { Definition } from "../../definition.ts";
import { type Hour, hourOf } from "../../history/hour.ts";
import { HourBook } from "../../history/hour_book.ts";
import { observationOf } from "../../history/observation.ts";
import { maintenanceAt } from "../../maintenance/maintenance.ts";
import { type MaintenanceWindow, once } from "../../maintenance/maintenance_window.ts";
import type { Result } from "../../outcome.ts";
import { endedAt } from "../../schedule.ts";
import { logError } from "../log.ts";
import type { Service } from "../service.ts";
import { Backlog, type BacklogEntry, type BacklogState } from "./backlog.ts";
import { storeHours } from "./hours_table.ts";

// The next tick comes in a minute, and goes on.
const FLUSH_MS = 20_000;

const HOUR_MS = 3_600_000;

// After the end of an hour: by then a tick has handed it over, if there are ticks.
const ALARM_MS = 10 * 60_000;

export interface LookoutHistoryOptions {
  readonly db: D1Database;
  /** Those that were not over when the Lookout was last in memory. */
  readonly open: readonly Hour[];
  readonly lookout: string;
  readonly service: Pick<Service, "settings" | "config">;
  /** The maintenance windows that somebody asked for. */
  readonly windows: () => readonly MaintenanceWindow[];
  /** Is told of rows written, and of hours that nobody will ever see. */
  readonly count: (counts: HistoryCounts) => void;
}

export interface HistoryCounts {
  /** Rows written in the Lookout. */
  readonly rows_written?: number;
  /** Rows written in the database. */
  readonly history_rows?: number;
  readonly hours_lost?: number;
}

/** The history of a Lookout's checks until the database has it: hours that last, and hours that wait. */
export class LookoutHistory {
  readonly #storage: DurableObjectStorage;
  readonly #book: HourBook;
  readonly #backlog: Backlog;
  readonly #options: LookoutHistoryOptions;
  #flushing: Promise<void> | undefined;
  #alarmSetIn: number | undefined;
  /** Whether something was stored, and how much waited, when it was last told. */
  #stored = false;
  #told: number;

  constructor(storage: DurableObjectStorage, options: LookoutHistoryOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#book = new HourBook(options.open);
    this.#backlog = new Backlog(storage.sql);
    this.#told = this.#backlog.state.hours;
  }

  add(definition: Definition, result: Result, now: number): void {
    const { service, windows } = this.#options;
    const { tickMs } = service.settings;
    const all = [...service.config.maintenance, ...windows().map(once)];
    const maintenance = maintenanceAt(all, definition, endedAt(result)) !== null;
    this.#book.add(observationOf(definition, result, { tickMs, maintenance }), now);
  }

  /** Moves what is over to the backlog. Throws if the storage does; then it is still open. */
  close(now: number): void {
    if (hourOf(now) !== this.#alarmSetIn) this.#setAlarm(now);
    const due = this.#book.due(now);
    if (due.length === 0) return;
    const { lost, rowsWritten } = this.#backlog.add(due);
    this.#book.forget(due);
    this.#options.count({ rows_written: rowsWritten, hours_lost: lost });
    if (lost > 0) logError("Cannot keep history", "the backlog is full", { hours: lost });
  }

  /** The hours that last, to be kept with the results. */
  get open(): Hour[] {
    return this.#book.all();
  }

  get backlog(): BacklogState {
    return this.#backlog.state;
  }

  /** Of one check, what the database may not have. */
  of(key: string): Hour[] {
    return [...this.#backlog.of(key), ...this.open.filter((hour) => hour.check_key === key)];
  }

  /**
   * Hands the backlog over, the oldest first, for at most half a minute; what is left has to wait. Resolves with whether
   * there is news of it; never rejects.
   */
  async flush(): Promise<boolean> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
    const { hours } = this.backlog;
    const news = this.#stored || hours !== this.#told;
    this.#stored = false;
    this.#told = hours;
    return news;
  }

  /**
   * What the alarm does: hands over the last hour of checks that are no longer configured here. Nobody else wakes the
   * Lookout for them; as long as it has ticks, the alarm is put off before it rings.
   */
  async wake(now: number): Promise<boolean> {
    this.close(now);
    const news = await this.flush();
    if (this.open.length > 0 || this.backlog.hours > 0) await this.#storage.setAlarm(now + ALARM_MS);
    else await this.#storage.deleteAlarm();
    return news;
  }

  /** Once an hour: an alarm is a row written. */
  #setAlarm(now: number): void {
    this.#alarmSetIn = hourOf(now);
    this.#options.count({ rows_written: 1 });
    this.#storage
      .setAlarm(this.#alarmSetIn + HOUR_MS + ALARM_MS)
      .catch((error) => logError("Cannot set the alarm", error, { lookout: this.#options.lookout }));
  }

  /** One that the database refuses is passed over, for the next time; after a second one it is taken to be away. */
  async #flush(): Promise<void> {
    const until = Date.now() + FLUSH_MS;
    let failures = 0;
    for (let entry = this.#backlog.next(0); entry; entry = this.#backlog.next(entry.id)) {
      failures = (await this.#store(entry)) ? 0 : failures + 1;
      if (failures > 1 || Date.now() >= until) return;
    }
  }

  async #store({ id, hours }: BacklogEntry): Promise<boolean> {
    try {
      const history_rows = await storeHours(this.#options.db, hours);
      this.#stored = true;
      this.#options.count({ rows_written: this.#backlog.remove(id), history_rows });
      return true;
    } catch (error) {
      logError("Cannot store history", error, { lookout: this.#options.lookout, ...this.backlog });
      return false;
    }
  }
}
