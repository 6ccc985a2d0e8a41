import { type Attempt, GIVE_UP_MS, isPatient, pauseMs } from "../../messages/delivery_schedule.ts";
import { byWeight, type Message } from "../../messages/message.ts";
import type { Destination } from "../../messages/notify.ts";
import { groupSize } from "../../messages/outgoing.ts";
import { shorten } from "../../messages/shorten.ts";
import { logError } from "../log.ts";
import type { OutboxStore, StoredLetter } from "./outbox_store.ts";
import type { Receipts } from "./receipts.ts";

// Operators may write a whole story as the cause.
const MAX_SIMILAR = 1_000;

export interface PostmanOptions {
  readonly sender: Pick<Message, "service" | "environment" | "url">;
  /** Sends a message. Never rejects. */
  readonly send: (destination: Destination, message: Message, signal: AbortSignal) => Promise<Attempt>;
  /** What is known of the last time that these checks (by key) were unwell together. */
  readonly similarTo: (keys: readonly string[]) => string;
  /** All or nothing. */
  readonly transaction: (work: () => void) => void;
  readonly random: () => number;
  readonly newKey: () => string;
}

interface Round {
  readonly destination: string;
  readonly now: number;
  /** Letters that were not taken in this round. */
  readonly untaken: StoredLetter[];
}

/**
 * Has what waits leave as letters. Each destination gets its letters in order, at least once: a letter that may have
 * arrived is sent again unchanged, under the same key.
 */
export class Postman {
  readonly #store: OutboxStore;
  readonly #receipts: Receipts;
  readonly #options: PostmanOptions;
  readonly #busy = new Set<string>();

  constructor(store: OutboxStore, receipts: Receipts, options: PostmanOptions) {
    this.#store = store;
    this.#receipts = receipts;
    this.#options = options;
  }

  /** Delivers what is due. Never rejects. */
  async serve(destination: Destination, now: number, signal: AbortSignal): Promise<void> {
    // A tick that comes while the last one's messages are still being sent must not send them again.
    if (this.#busy.has(destination.name)) return;
    this.#busy.add(destination.name);
    try {
      this.#options.transaction(() => {
        this.#expire(destination.name, now);
        this.#group(destination, now);
      });
      await this.#send(destination, now, signal);
    } catch (error) {
      logError("Cannot deliver", error, { destination: destination.name });
    } finally {
      this.#busy.delete(destination.name);
    }
  }

  async #send(destination: Destination, now: number, signal: AbortSignal): Promise<void> {
    const round: Round = { destination: destination.name, now, untaken: [] };
    for (const letter of this.#store.letters(destination.name)) {
      if (signal.aborted || !isDue(letter, now)) return;
      const { notices, similar, missed } = letter.letter;
      const message = { ...this.#options.sender, key: letter.key, notices, similar, missed };
      const attempt = await this.#options.send(destination, message, signal);
      this.#options.transaction(() => this.#note(letter, attempt, round));
      if (attempt.status === "unreached" && holdsUp(letter, attempt)) return;
    }
  }

  #expire(destination: string, now: number): void {
    const letters = this.#store.letters(destination).filter(({ at }) => now - at >= GIVE_UP_MS);
    const late = letters.flatMap(({ letter }) => letter.notices);
    const waiting = this.#store.notices(destination).filter(({ at }) => now - at >= GIVE_UP_MS);
    this.#store.removeBefore(destination, now - GIVE_UP_MS);
    const count = late.length + waiting.length;
    if (count > 0) this.#receipts.dropped(destination, count, { error: "given up after a day", now });
  }

  /** What has come together is told together. Nothing is added to a letter: it may be under way. */
  #group({ name, channel }: Destination, now: number): void {
    // While an earlier letter waits, later news may still make earlier news needless; after hours one more is tried.
    const [first, ...others] = this.#store.letters(name);
    if (others.length > 0 || (first && isPatient(first.attempts))) return;
    const notices = byWeight(this.#store.notices(name));
    const size = groupSize(channel);
    for (let start = 0; start < notices.length; start += size) {
      const group = notices.slice(start, start + size);
      const missed = start === 0 ? this.#receipts.get(name).missed : 0;
      const bad = group.filter(({ type }) => type !== "closed").map(({ key }) => key);
      const similar = bad.length === 0 ? "" : shorten(this.#options.similarTo(bad), MAX_SIMILAR);
      const letter = { key: this.#options.newKey(), at: now, letter: { notices: group, similar, missed } };
      this.#store.putLetter(name, letter, start);
    }
    this.#store.removeNotices(
      name,
      notices.map(({ id }) => id),
    );
  }

  #note(stored: StoredLetter, attempt: Attempt, round: Round): void {
    const { destination, now, untaken } = round;
    switch (attempt.status) {
      case "delivered":
        this.#store.removeLetter(stored.key);
        this.#receipts.delivered(destination, stored.letter.missed, now);
        // The receiver is well: it is those that it cannot take.
        for (const letter of untaken) this.#drop(letter, "it takes other messages, but not this one", round);
        return;
      case "unreached":
        untaken.push(stored);
        this.#postpone(stored, attempt, now);
        this.#receipts.failed(destination, attempt.error, now);
        return;
      case "refused":
        this.#drop(stored, attempt.error, round);
        return;
    }
  }

  #postpone({ key, attempts }: StoredLetter, attempt: { readonly retryAfterMs?: number }, now: number): void {
    const { retryAfterMs } = attempt;
    const pause = pauseMs(attempts + 1, { random: this.#options.random, retryAfterMs });
    this.#store.postpone(key, { attempts: attempts + 1, nextAt: Math.round(now + pause) });
  }

  #drop({ key, letter }: StoredLetter, error: string, { destination, now }: Round): void {
    this.#store.removeLetter(key);
    this.#receipts.dropped(destination, letter.notices.length, { error, now });
  }
}

/** What comes later must not arrive before it, unless it may be the letter itself that is not taken. */
function holdsUp({ attempts }: StoredLetter, { retryAfterMs }: { readonly retryAfterMs?: number }): boolean {
  return retryAfterMs !== undefined || isPatient(attempts + 1);
}

/** A clock that was set back must not silence anybody until it has caught up. */
function isDue({ nextAt }: StoredLetter, now: number): boolean {
  return nextAt <= now || nextAt > now + GIVE_UP_MS;
}
