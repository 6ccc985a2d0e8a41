import { pauseMs } from "./backoff.ts";
import type { Log } from "./log.ts";

const REPEAT_MS = 5 * 60_000;

export interface ContactOptions {
  /** What is tried, as it is logged: `push`. */
  readonly what: string;
  readonly log: Log;
  readonly random: () => number;
}

/** How it goes with something that is tried again and again. A trouble is logged when it is new, and every five minutes. */
export class Contact {
  readonly #options: ContactOptions;
  #attempts = 0;
  #told = { why: "", at: 0 };

  constructor(options: ContactOptions) {
    this.#options = options;
  }

  succeeded(): void {
    const { what, log } = this.#options;
    if (this.#attempts > 0) log({ message: `${what} works again`, attempts: this.#attempts });
    this.#attempts = 0;
    this.#told = { why: "", at: 0 };
  }

  /** Returns how many milliseconds to wait before the next attempt. */
  failed(why: string, retryAfterMs?: number): number {
    const { what, log, random } = this.#options;
    this.#attempts += 1;
    const now = performance.now();
    if (why !== this.#told.why || now - this.#told.at > REPEAT_MS) {
      log({ message: `${what} failed`, why, attempts: this.#attempts });
      this.#told = { why, at: now };
    }
    return pauseMs(this.#attempts, { random, retryAfterMs });
  }
}
