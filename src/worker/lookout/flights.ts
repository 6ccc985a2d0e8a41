import { type Definition, idOf } from "../../definition.ts";
import type { Json } from "../../json.ts";
import type { Result } from "../../outcome.ts";
import type { CheckRecord } from "../../record.ts";
import { type RunOptions, run } from "../../runner.ts";
import type { CommitQueue } from "./commit_queue.ts";

/** A run under way. */
export interface Flight {
  /** Settled when the run has given its connections back. */
  readonly ended: Promise<unknown>;
  /** Its record, once that is on disk; undefined where the run was ended from outside. */
  readonly stored: Promise<CheckRecord | undefined>;
}

export interface FlightsOptions extends Pick<RunOptions, "host" | "http" | "slots" | "redact"> {
  readonly queue: CommitQueue;
  /** The data of a check's last verdict. */
  readonly recall: (name: string) => Json | undefined;
}

/** The runs of a Lookout: of each check one at a time, whoever asks for it. */
export class Flights {
  readonly #options: FlightsOptions;
  readonly #underWay = new Map<string, Flight>();

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return this.#underWay.has(name);
  }

  /** Starts a run; the caller has looked that there is none. */
  start(definition: Definition, signal?: AbortSignal): Flight {
    const { name } = definition;
    const previous = this.#options.recall(name);
    const ended = run(definition, { ...this.#options, previous, ...(signal && { signal }) });
    const stored = ended
      .then((result) => result && this.#options.queue.add(name, result))
      .finally(() => this.#underWay.delete(name));
    const flight = { ended, stored };
    this.#underWay.set(name, flight);
    return flight;
  }

  /**
   * A run from now on, or the one that is under way. A tick's run may end with the tick: whoever waits for it then has
   * the check run again, all of them once.
   */
  async join(definition: Definition): Promise<CheckRecord> {
    for (;;) {
      const { stored } = this.#underWay.get(definition.name) ?? this.start(definition);
      const record = await this.#options.queue.hurry(stored);
      if (record) return record;
    }
  }

  /** Resolves when the run that is under way, if any, is stored. */
  async landed(name: string): Promise<void> {
    const flight = this.#underWay.get(name);
    if (flight) await this.#options.queue.hurry(flight.stored);
  }

  /** A run that nobody shares and nothing remembers: of a check with other parameters. */
  async apart(definition: Definition): Promise<Result> {
    const result = await run(definition, this.#options);
    if (!result) throw new Error(`Cannot run ${idOf(definition)}: it was ended from outside`);
    return result;
  }
}
