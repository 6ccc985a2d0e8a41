import type { Capabilities, CheckContext } from "./check.ts";
import type { HttpSettings } from "./http/request.ts";

/** Gives back a slot. Calling it twice does no harm. */
export type Release = () => void;

/** What a capability may use while one check runs. */
export interface Scope {
  /** `project/name` of the running check. */
  readonly id: string;
  /** Aborted when the run's time is over. */
  readonly signal: AbortSignal;
  /** One outgoing connection. Waiting for it does not count against the run's time. */
  readonly slot: () => Promise<Release>;
  /** What the check itself gets. */
  readonly fetch: CheckContext["fetch"];
  readonly http: HttpSettings;
}

/** A runtime that checks run on: a Worker, a Node process, or a test. */
export interface Host {
  /** What to say where a check cannot run here: `the Worker`, `this machine`. */
  readonly name: string;
  /**
   * One request and no redirect followed. Rejects if no server answered; the body may still be arriving when it
   * resolves.
   */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Of a body that is held as a whole, where there is memory for more than `MAX_BODY_BYTES`. */
  readonly maxBodyBytes?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  readonly capabilities: (scope: Scope) => Partial<Capabilities>;
}
