import type { Definition } from "../definition.ts";
import type { Incident, IncidentEvent } from "../incidents/incident.ts";
import { type Attempt, GIVE_UP_MS, pauseMs } from "../messages/delivery_schedule.ts";
import { byWeight, type Message } from "../messages/message.ts";
import type { Notice } from "../messages/notice.ts";
import { type Destination, wants } from "../messages/notify.ts";
import { groupSize } from "../messages/outgoing.ts";
import { shorten } from "../messages/shorten.ts";
import { logError } from "./log.ts";
import { OutboxStore, type StoredLetter } from "./outbox_store.ts";
import { type Receipt, Receipts } from "./receipts.ts";
import type { Sql } from "./sql.ts";

// For a destination that has been down for long: a thousand incidents are no news, but a flood.
const MAX_NOTICES = 500;

// Operators may write a whole story as the cause.
const MAX_SIMILAR = 1_000;

export interface OutboxOptions {
  readonly destinations: readonly Destination[];
  readonly definitions: readonly Definition[];
  readonly noticeOf: (event: IncidentEvent, definition: Definition) => Notice;
  readonly sender: Pick<Message, "service" | "environment" | "url">;
  /** Sends a message. Never rejects. */
  readonly send: (destination: Destination, message: Message, signal: AbortSignal) => Promise<Attempt>;
  /** Whether nobody wants to be reminded of a check now. */
  readonly quiet: (definition: Definition, now: number) => boolean;
  /** What is known of the last time that these checks (by key) were unwell together. */
  readonly similarTo: (keys: readonly string[]) => string;
  /** All or nothing. */
  readonly transaction: (work: () => void) => void;
  readonly random: () => number;
  readonly newKey: () => string;
}

/** How a destination fares, for operators. Times are epoch milliseconds; null: never. */
export interface DestinationState extends Omit<Receipt, "missed"> {
  readonly destination: string;
  readonly waiting: number;
}

/**
 * What people are still to be told. Each destination gets its messages in order, at least once: a message that may have
 * arrived is sent again unchanged, under the same key.
 */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #receipts: Receipts;
  readonly #options: OutboxOptions;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #busy = new Set<string>();

  /** Creates its tables. */
  constructor(sql: Sql, options: OutboxOptions) {
    this.#store = new OutboxStore(sql);
    this.#receipts = new Receipts(sql);
    this.#options = options;
    this.#definitions = new Map(options.definitions.map((definition) => [definition.key, definition]));
  }

  /** Notes what is to be told, to whom. Synchronous: part of the transaction that opens or closes the incident. */
  take(events: readonly IncidentEvent[]): void {
    for (const event of events) {
      const definition = this.#definitions.get(event.incident.key);
      if (!definition) continue;
      const notice = this.#options.noticeOf(event, definition);
      for (const destination of this.#options.destinations) {
        if (wants(destination, definition)) this.#add(destination.name, notice, event.incident);
      }
    }
  }

  /** Reminds, and delivers what is due. A destination that does not answer holds up no other. */
  async deliver(now: number, signal: AbortSignal): Promise<void> {
    const { destinations } = this.#options;
    this.#store.forgetOthers(
      destinations.map(({ name }) => name),
      now - GIVE_UP_MS,
    );
    await Promise.all(destinations.map((destination) => this.#serve(destination, now, signal)));
  }

  get states(): DestinationState[] {
    return this.#options.destinations.map(({ name }) => {
      const { missed: _, ...receipt } = this.#receipts.get(name);
      return { destination: name, waiting: this.#store.waiting(name), ...receipt };
    });
  }

  /** Nobody is told what they know already, nor of the end of what they never heard of. */
  #add(destination: string, notice: Notice, { maintenance }: Incident): void {
    const told = this.#store.toldType(destination, notice.id);
    if (notice.type === "closed") {
      if (told === undefined) return;
      this.#store.forgetTold(destination, notice.id);
    } else {
      if (maintenance || told === "flapping" || (told !== undefined && notice.type === "opened")) return;
      this.#store.tell(destination, notice);
    }
    this.#store.add(destination, notice);
    this.#bound(destination, notice.at);
  }

  #bound(destination: string, now: number): void {
    const surplus = this.#store.boundNotices(destination, MAX_NOTICES);
    if (surplus > 0)
      this.#receipts.dropped(destination, surplus, { error: `more than ${MAX_NOTICES} notices wait`, now });
  }

  async #serve(destination: Destination, now: number, signal: AbortSignal): Promise<void> {
    // A tick that comes while the last one's messages are still being sent must not send them again.
    if (this.#busy.has(destination.name)) return;
    this.#busy.add(destination.name);
    try {
      this.#options.transaction(() => this.#prepare(destination, now));
      for (const letter of this.#store.letters(destination.name)) {
        if (signal.aborted || !isDue(letter, now)) return;
        const { notices, similar, missed } = letter.letter;
        const message = { ...this.#options.sender, key: letter.key, notices, similar, missed };
        const attempt = await this.#options.send(destination, message, signal);
        this.#options.transaction(() => this.#note(destination.name, letter, { attempt, now }));
        // What comes later must not arrive before it.
        if (attempt.status === "unreached") return;
      }
    } catch (error) {
      logError("Cannot deliver", error, { destination: destination.name });
    } finally {
      this.#busy.delete(destination.name);
    }
  }

  #prepare(destination: Destination, now: number): void {
    this.#expire(destination.name, now);
    this.#remind(destination, now);
    this.#group(destination, now);
  }

  #expire(destination: string, now: number): void {
    const letters = this.#store.letters(destination).filter(({ at }) => now - at >= GIVE_UP_MS);
    const late = letters.flatMap(({ letter }) => letter.notices);
    const waiting = this.#store.notices(destination).filter(({ at }) => now - at >= GIVE_UP_MS);
    this.#store.removeBefore(destination, now - GIVE_UP_MS);
    const count = late.length + waiting.length;
    if (count > 0) this.#receipts.dropped(destination, count, { error: "given up after a day", now });
  }

  #remind({ name, remindMs }: Destination, now: number): void {
    for (const { at, notice } of this.#store.told(name)) {
      const definition = this.#definitions.get(notice.key);
      // A check that the configuration has dropped will never be told to hold again.
      if (!definition && now - at >= GIVE_UP_MS) this.#store.forgetTold(name, notice.id);
      if (!definition || remindMs === undefined || now - at < remindMs) continue;
      if (this.#options.quiet(definition, now)) continue;
      const reminder: Notice = { ...notice, type: "reminder", at: now };
      // Once flapping, it stays told as flapping.
      this.#store.tell(name, { ...reminder, type: notice.type });
      this.#store.add(name, reminder);
    }
  }

  /** What has come together is told together. Nothing is added to a letter: it may be under way. */
  #group({ name, channel }: Destination, now: number): void {
    // While an earlier letter waits, later news may still make earlier news needless.
    if (this.#store.letters(name).length > 0) return;
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

  #note(
    destination: string,
    { key, attempts, letter }: StoredLetter,
    { attempt, now }: { attempt: Attempt; now: number },
  ): void {
    switch (attempt.status) {
      case "delivered":
        this.#store.removeLetter(key);
        this.#receipts.delivered(destination, letter.missed, now);
        return;
      case "unreached": {
        const pause = pauseMs(attempts + 1, {
          random: this.#options.random,
          retryAfterMs: attempt.retryAfterMs,
        });
        this.#store.postpone(key, { attempts: attempts + 1, nextAt: Math.round(now + pause) });
        this.#receipts.failed(destination, attempt.error, now);
        return;
      }
      case "refused":
        this.#store.removeLetter(key);
        this.#receipts.dropped(destination, letter.notices.length, { error: attempt.error, now });
        return;
    }
  }
}

/** A clock that was set back must not silence anybody until it has caught up. */
function isDue({ nextAt }: StoredLetter, now: number): boolean {
  return nextAt <= now || nextAt > now + GIVE_UP_MS;
}
