import type { Brief, Clock } from "../brief.ts";
import type { Definition } from "../definition.ts";
import { type Incident, type IncidentEvent, incidentId } from "../incident.ts";
import { conditionOf, type Memory, type Step, stepOf } from "../transition.ts";
import { IncidentStore } from "./incident_store.ts";

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

  /** Creates its tables. */
  constructor(sql: SqlStorage, options: IncidentBookOptions) {
    this.#store = new IncidentStore(sql);
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

  /** Incidents and notes that D1 does not have yet. */
  get backlog(): number {
    return this.#store.backlog();
  }

  /** What has begun, ended, or is known to be flapping now. Sights that say nothing new write nothing. */
  observe(sights: readonly Sight[], clock: Clock): IncidentEvent[] {
    this.#load();
    return sights.flatMap((sight) => {
      const { definition, brief } = sight;
      const condition = conditionOf(definition, brief, clock);
      const memory = this.#memories.get(definition.key) ?? UNKNOWN;
      const { after, recover } = definition;
      return this.#take(stepOf(condition, memory, { after, recover, now: clock.now }), sight, clock.now);
    });
  }

  #load(): void {
    if (this.#known) return;
    this.#open = new Map();
    this.#memories = new Map();
    for (const incident of this.#store.all().reverse()) this.#remember(incident);
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
    this.#remember(incident);
    return incident;
  }

  #remember(incident: Incident): void {
    const { key, end, ailment } = incident;
    const memory = this.#memories.get(key) ?? UNKNOWN;
    if (end === null) {
      this.#open.set(key, incident);
      this.#memories.set(key, { ...memory, open: incident });
      return;
    }
    this.#open.delete(key);
    const calmSince = ailment === "flapping" ? end : memory.calmSince;
    this.#memories.set(key, { open: undefined, closedAt: end, calmSince });
  }
}

const UNKNOWN: Memory = { open: undefined, closedAt: undefined, calmSince: undefined };

function findingsOf({ brief }: Sight): Pick<Incident, "first" | "last_good" | "changed"> {
  const { firstBad = null, lastGood = null, changed = [] } = brief?.trouble ?? {};
  return { first: firstBad, last_good: lastGood, changed: [...changed] };
}
