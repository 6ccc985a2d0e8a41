import type { Definition } from "../../definition.ts";
import { type Incident, type IncidentEvent, incidentId, type Note } from "../../incidents/incident.ts";
import {
  afterStep,
  conditionOf,
  type Memory,
  NO_MEMORY,
  type Step,
  stepOf,
} from "../../incidents/transition.ts";
import type { Brief, Clock } from "../../show/brief.ts";
import type { IncidentStore } from "./incident_store.ts";

/** A check, and what is known of it. */
export interface Sight {
  readonly definition: Definition;
  readonly brief: Brief | undefined;
}

/** What an incident begins in, as others know it. */
export type Circumstances = Pick<Incident, "bugs" | "maintenance">;

export interface IncidentBookOptions {
  /** Asked once, when an incident begins. */
  readonly circumstancesOf: (definition: Definition, at: number) => Circumstances;
}

/** Opens and closes the incidents of all checks. */
export class IncidentBook {
  readonly #store: IncidentStore;
  readonly #options: IncidentBookOptions;
  #memories = new Map<string, Memory>();
  #open = new Map<string, Incident>();
  #known = false;

  constructor(store: IncidentStore, options: IncidentBookOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Has the next call read what is on disk: the transaction of the last one was rolled back. */
  doubt(): void {
    this.#known = false;
  }

  /** Incidents that have not ended. */
  get open(): readonly Incident[] {
    this.#load();
    return [...this.#open.values()];
  }

  openOf({ key }: Pick<Definition, "key">): Incident | undefined {
    this.#load();
    return this.#open.get(key);
  }

  /** What has begun, ended, or is known to be flapping now. Sights that say nothing new write nothing. */
  observe(sights: readonly Sight[], clock: Clock): IncidentEvent[] {
    this.#load();
    return sights.flatMap((sight) => {
      const { key, after, recover } = sight.definition;
      const memory = this.#memories.get(key) ?? NO_MEMORY;
      const condition = conditionOf(sight.definition, sight.brief, clock);
      const step = stepOf(condition, memory, { after, recover, now: clock.now });
      this.#memories.set(key, afterStep(memory, step));
      return this.#take(step, sight, clock.now);
    });
  }

  /**
   * Incidents that began in maintenance and are still there without it. From now on they are like any other: what was
   * not told is told.
   */
  emerge(isMaintained: (incident: Incident) => boolean, now: number): IncidentEvent[] {
    const emerged = this.open.filter((incident) => incident.maintenance && !isMaintained(incident));
    return emerged.map((incident) => ({
      type: incident.ailment === "flapping" ? "flapping" : "opened",
      incident: this.#put({ ...incident, maintenance: false }),
      at: now,
    }));
  }

  /** Ends the incidents of checks that are configured no more. Where none is, the configuration cannot be read. */
  retire(keys: ReadonlySet<string>, now: number): IncidentEvent[] {
    this.#load();
    const removed = keys.size === 0 ? [] : this.open.filter(({ key }) => !keys.has(key));
    return removed.map((incident) => {
      const end = Math.max(now, incident.start);
      this.#memories.set(incident.key, { ...NO_MEMORY, closedAt: end });
      this.#put({ ...incident, end });
      const text = "The check is configured no more.";
      this.#store.addNote(incident.id, {
        id: `${incident.id}:removed`,
        at: now,
        text,
        author: "poucave",
        cause: "",
      });
      return { type: "closed", incident: this.#store.get(incident.id) ?? incident, at: now };
    });
  }

  /** Keeps a note, also of an incident that only D1 has any more. */
  addNote(id: string, note: Note): void {
    this.#load();
    this.#store.addNote(id, note);
    const incident = this.#store.get(id);
    if (incident?.end === null) this.#open.set(incident.key, incident);
  }

  #load(): void {
    if (this.#known) return;
    this.#open = new Map();
    this.#memories = new Map();
    for (const { key, start, end, ailment, ...rest } of this.#store.all().reverse()) {
      const memory = afterStep(this.#memories.get(key) ?? NO_MEMORY, { type: "open", start, ailment });
      this.#memories.set(key, end === null ? memory : afterStep(memory, { type: "close", end }));
      if (end === null) this.#open.set(key, { ...rest, key, start, end, ailment });
    }
    this.#known = true;
  }

  #take(step: Step, sight: Sight, now: number): IncidentEvent[] {
    const open = this.#open.get(sight.definition.key);
    switch (step.type) {
      case "none":
        return [];
      case "open": {
        const incident = this.#put(this.#begin(step, sight));
        return [{ type: step.ailment === "flapping" ? "flapping" : "opened", incident, at: now }];
      }
      case "found":
        if (open) this.#put({ ...open, ...findingsOf(sight), ailment: step.ailment });
        return [];
      case "flaps":
        return open
          ? [{ type: "flapping", incident: this.#put({ ...open, ailment: "flapping" }), at: now }]
          : [];
      case "close":
        return open ? [{ type: "closed", incident: this.#put({ ...open, end: step.end }), at: now }] : [];
    }
  }

  #begin({ ailment, start }: Extract<Step, { type: "open" }>, sight: Sight): Incident {
    const { definition } = sight;
    return {
      id: incidentId(definition.key, start),
      key: definition.key,
      project: definition.project,
      check: definition.name,
      ailment,
      start,
      end: null,
      ...findingsOf(sight),
      ...this.#options.circumstancesOf(definition, start),
      cause: "",
      notes: [],
    };
  }

  #put(incident: Incident): Incident {
    this.#store.put(incident);
    if (incident.end === null) this.#open.set(incident.key, incident);
    else this.#open.delete(incident.key);
    return incident;
  }
}

function findingsOf({ brief }: Sight): Pick<Incident, "first" | "last_good" | "changed"> {
  const { firstBad = null, lastGood = null, changed = [] } = brief?.trouble ?? {};
  return { first: firstBad, last_good: lastGood, changed: [...changed] };
}
