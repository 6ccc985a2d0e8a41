import type { ConfiguredCheck } from "./check.ts";

/** One configured check. Private parameters are inside `check`, and cannot be read back. */
export interface Definition {
  readonly project: string;
  readonly name: string;
  /** What its history and incidents are kept under: `project/name`, unless the check had another name before. */
  readonly key: string;
  /** Of what it does, as written in the configuration: tells that a threshold has changed. */
  readonly fingerprint: string;
  /** How many results in a row make an incident, and how many end it. */
  readonly after: number;
  readonly recover: number;
  readonly description: string;
  /** As written in the configuration: `checks.core.heartbeat`. */
  readonly module: string;
  readonly tags: readonly string[];
  /** Seconds for which a result is fresh. */
  readonly ttl: number;
  /** Path within the data of the number to plot. */
  readonly plot: string | undefined;
  /** Name of the agent that runs it; undefined: the Worker does. */
  readonly agent: string | undefined;
  /** Whether the scheduler keeps the result fresh. */
  readonly background: boolean;
  /** Seconds for one run. */
  readonly timeout: number;
  readonly check: ConfiguredCheck;
  /** The checks that it stands for, where it is an agent that people are told of. */
  readonly covers?: readonly Definition[];
}

/** `project/name`: unique within a configuration. */
export function idOf({ project, name }: Pick<Definition, "project" | "name">): string {
  return `${project}/${name}`;
}
