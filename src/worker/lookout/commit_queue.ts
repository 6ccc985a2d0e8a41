import type { Result } from "../../outcome.ts";
import type { CheckRecord } from "../../record.ts";

// A tick of slow checks is stored in parts: an eviction in its middle loses no more than this.
const MAX_WAIT_MS = 5_000;

/**
 * Gathers results so that a tick is one row, and stores them at once where somebody waits for one. Whoever adds a result
 * gets its record when it is on disk.
 */
export class CommitQueue {
  readonly #commit: (results: ReadonlyMap<string, Result>) => ReadonlyMap<string, CheckRecord>;
  #results = new Map<string, Result>();
  #stored = Promise.withResolvers<ReadonlyMap<string, CheckRecord>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hurried = 0;

  constructor(commit: (results: ReadonlyMap<string, Result>) => ReadonlyMap<string, CheckRecord>) {
    this.#commit = commit;
  }

  /** Resolves when the result is stored; rejects if it could not be. */
  async add(name: string, result: Result): Promise<CheckRecord | undefined> {
    this.#results.set(name, result);
    const { promise } = this.#stored;
    if (this.#hurried > 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT_MS);
    return (await promise).get(name);
  }

  /** Stores at once what comes in while `pending` has not settled. */
  async hurry<T>(pending: Promise<T>): Promise<T> {
    this.#hurried += 1;
    this.flush();
    try {
      return await pending;
    } finally {
      this.#hurried -= 1;
    }
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#results.size === 0) return;
    const [results, stored] = [this.#results, this.#stored];
    this.#results = new Map();
    this.#stored = Promise.withResolvers();
    try {
      stored.resolve(this.#commit(results));
    } catch (error) {
      stored.reject(error);
    }
  }
}
