import { setTimeout as pause } from "node:timers/promises";
import type { Assignment } from "../agent_protocol.ts";
import { type Kept, keepAssignment, readAssignment, type Source } from "./assignment_file.ts";
import type { Contact } from "./contact.ts";
import { type Log, wordsOf } from "./log.ts";
import type { WorkerClient } from "./worker_client.ts";

/** As long as the Worker may hold back its answer. */
const WAIT_SECONDS = 25;

// A Worker, or a proxy, that does not wait must not be asked without end.
const LEAST_PAUSE_MS = 250;

export interface AssignmentWatchOptions extends Source {
  readonly client: Pick<WorkerClient, "assignment">;
  /** Where it is kept: a start without network runs what it ran before. */
  readonly directory: string;
  readonly contact: Contact;
  readonly log: Log;
  /** With every answer that has something new. */
  readonly changed: (assignment: Assignment) => void;
}

/** What the Worker wants run. */
export class AssignmentWatch {
  readonly #options: AssignmentWatchOptions;
  #kept: Kept | undefined;

  constructor(options: AssignmentWatchOptions) {
    this.#options = options;
    this.#kept = readAssignment(options.directory, options, options.log);
  }

  /** As it was last told. Refreshes of an earlier life are none. */
  get known(): Assignment | undefined {
    return this.#kept && { ...this.#kept.assignment, refresh: [] };
  }

  /** Asks again and again, until `signal` ends it. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.ask(WAIT_SECONDS, signal);
      await sleep(Math.max(pauseMs, LEAST_PAUSE_MS), signal);
    }
  }

  /** Asks once. Returns how long to wait if it did not work, in milliseconds. */
  async ask(wait: number, signal: AbortSignal): Promise<number> {
    const { client, contact } = this.#options;
    try {
      const answer = await client.assignment({ etag: this.#kept?.etag ?? "", wait, signal });
      if (answer.status === "refused") return contact.failed(answer.why, answer.retryAfterMs);
      if (answer.status === "new") this.#take(answer.assignment, answer.etag);
      contact.succeeded();
      return 0;
    } catch (error) {
      return signal.aborted ? 1 : contact.failed(wordsOf(error));
    }
  }

  #take(assignment: Assignment, etag: string): void {
    const { url, name, directory, log, changed } = this.#options;
    if (assignment.agent !== name) throw new TypeError(`Cannot use an assignment for "${assignment.agent}"`);
    const { configuration, checks } = assignment;
    if (configuration !== this.#kept?.assignment.configuration) {
      log({ message: "assignment", configuration, checks: checks.length });
    }
    this.#kept = { url, etag, assignment };
    // It holds, even where the disk is too full to keep it.
    changed(assignment);
    keepAssignment(directory, this.#kept);
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch {
    // It was woken to end.
  }
}
