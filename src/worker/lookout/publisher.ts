import type { MaintenanceWindow } from "../../maintenance/maintenance_window.ts";
import type { Publication } from "../board/board_store.ts";
import { boardStub, type Env } from "../env.ts";
import { logError } from "../log.ts";

/** Tells the Board what a Lookout knows: one publication at a time, and none twice. */
export class Publisher {
  readonly #env: Env;
  readonly #compose: () => Publication;
  #told = -1;
  #windows: readonly MaintenanceWindow[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(env: Env, compose: () => Publication) {
    this.#env = env;
    this.#compose = compose;
  }

  /** The windows that somebody asked for, as the Board told when it was last published to. */
  get windows(): readonly MaintenanceWindow[] {
    return this.#windows;
  }

  /** Resolves when the Board knows all that is known now, or cannot be told: then the next call brings it level. */
  publish(): Promise<void> {
    this.#last = this.#last.then(() => this.#send());
    return this.#last;
  }

  /** Has the next call tell everything, whatever the Board was told before. */
  doubt(): void {
    this.#told = -1;
  }

  async #send(): Promise<void> {
    const publication = this.#compose();
    if (publication.number === this.#told) return;
    try {
      const { maintenance } = await boardStub(this.#env).publish(publication);
      this.#windows = maintenance;
      this.#told = publication.number;
    } catch (error) {
      logError("Cannot publish to the Board", error, { lookout: publication.lookout });
    }
  }
}
