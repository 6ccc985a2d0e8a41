import type { Definition } from "../../definition.ts";
import type { Incident, IncidentEvent } from "../../incidents/incident.ts";
import { GIVE_UP_MS } from "../../messages/delivery_schedule.ts";
import type { Notice } from "../../messages/notice.ts";
import { type Destination, wants } from "../../messages/notify.ts";
import type { Sql } from "../sql.ts";
import { OutboxStore } from "./outbox_store.ts";
import { Postman, type PostmanOptions } from "./postman.ts";
import { type Receipt, Receipts } from "./receipts.ts";
import { ToldStore } from "./told_store.ts";

// For a destination that has been down for long: a thousand incidents are no news, but a flood.
const MAX_NOTICES = 500;

export interface OutboxOptions extends PostmanOptions {
  readonly destinations: readonly Destination[];
  readonly definitions: readonly Definition[];
  readonly noticeOf: (event: IncidentEvent, definition: Definition) => Notice;
  /** Whether nobody wants to be reminded of a check now. */
  readonly quiet: (definition: Definition, now: number) => boolean;
}

/** How a destination fares, for operators. Times are epoch milliseconds; null: never. */
export interface DestinationState extends Omit<Receipt, "missed"> {
  readonly destination: string;
  readonly waiting: number;
}

/** What people are still to be told: nobody what they know already, nor the end of what they never heard of. */
export class Outbox {
  readonly #store: OutboxStore;
  readonly #told: ToldStore;
  readonly #receipts: Receipts;
  readonly #postman: Postman;
  readonly #options: OutboxOptions;
  readonly #definitions: ReadonlyMap<string, Definition>;

  /** Creates its tables. */
  constructor(sql: Sql, options: OutboxOptions) {
    this.#store = new OutboxStore(sql);
    this.#told = new ToldStore(sql);
    this.#receipts = new Receipts(sql);
    this.#postman = new Postman(this.#store, this.#receipts, options);
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

  /** Reminds, and delivers what is due. A destination that does not answer holds up no other. Never rejects. */
  async deliver(now: number, signal: AbortSignal): Promise<void> {
    const { destinations, transaction } = this.#options;
    const names = destinations.map(({ name }) => name);
    transaction(() => {
      this.#told.forgetOthers(names, now - GIVE_UP_MS);
      this.#store.forgetOthers(names, now - GIVE_UP_MS);
      for (const destination of destinations) this.#remind(destination, now);
    });
    await Promise.all(destinations.map((destination) => this.#postman.serve(destination, now, signal)));
  }

  get states(): DestinationState[] {
    return this.#options.destinations.map(({ name }) => {
      const { missed: _, ...receipt } = this.#receipts.get(name);
      return { destination: name, waiting: this.#store.waiting(name), ...receipt };
    });
  }

  #add(destination: string, notice: Notice, { maintenance }: Incident): void {
    const told = this.#told.typeOf(destination, notice.id);
    if (notice.type === "closed") {
      if (told === undefined) return;
      this.#told.forget(destination, notice.id);
    } else {
      if (maintenance || told === "flapping" || (told !== undefined && notice.type === "opened")) return;
      this.#told.put(destination, notice);
    }
    this.#store.add(destination, notice);
    this.#bound(destination, notice.at);
  }

  #bound(destination: string, now: number): void {
    const surplus = this.#store.boundNotices(destination, MAX_NOTICES);
    if (surplus > 0)
      this.#receipts.dropped(destination, surplus, { error: `more than ${MAX_NOTICES} notices wait`, now });
  }

  #remind({ name, remindMs }: Destination, now: number): void {
    for (const { at, notice } of this.#told.all(name)) {
      const definition = this.#definitions.get(notice.key);
      // A check that the configuration has dropped will never be told to hold again.
      if (!definition && now - at >= GIVE_UP_MS) this.#told.forget(name, notice.id);
      if (!definition || remindMs === undefined || now - at < remindMs) continue;
      if (this.#options.quiet(definition, now)) continue;
      const reminder: Notice = { ...notice, type: "reminder", at: now };
      // Once flapping, it stays told as flapping.
      this.#told.put(name, { ...reminder, type: notice.type });
      this.#store.add(name, reminder);
    }
  }
}
