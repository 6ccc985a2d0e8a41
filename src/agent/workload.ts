import type { Assignment, CannotRun } from "../agent_protocol.ts";
import type { Capability, Check } from "../check.ts";
import { configureEntry } from "../config/configure.ts";
import type { Variables } from "../config/filled_entry.ts";
import { formatPath, type Problem } from "../config/problem.ts";
import { type Definition, idOf } from "../definition.ts";
import { createRedact, type Redact, type Secret } from "../run/redact.ts";

/** An assignment, made into checks that can be run here. */
export interface Workload {
  /** The hash of the assignment; empty before the first. */
  readonly configuration: string;
  /** By `project/name`. What cannot be configured is among them: its runs say why. */
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly cannotRun: readonly CannotRun[];
  /** Takes out everything that checks get from this machine. */
  readonly redact: Redact;
}

export interface WorkloadOptions {
  readonly checks: Readonly<Record<string, Check>>;
  readonly variables: Variables;
  /** That do not come from the configuration. */
  readonly secrets: readonly Secret[];
  /** What this machine lacks, and what to do. */
  readonly missing: Partial<Readonly<Record<Capability, string>>>;
}

export function createWorkload(assignment: Assignment | undefined, options: WorkloadOptions): Workload {
  const { checks, variables, secrets, missing } = options;
  const defaultTtl = assignment?.default_ttl ?? 0;
  const entries = (assignment?.checks ?? []).map((entry) => {
    const configured = configureEntry(entry, { checks, variables, defaultTtl });
    return { ...configured, check: idOf(entry) };
  });
  const cannotRun = entries.flatMap(({ check, definition, problems }) => {
    const why = problems.length > 0 ? problems.map(reason) : lacking(definition, missing);
    return why.length > 0 ? [{ check, why: why.join("; ") }] : [];
  });
  return {
    configuration: assignment?.configuration ?? "",
    definitions: new Map(entries.map(({ check, definition }) => [check, definition])),
    cannotRun,
    redact: createRedact([...secrets, ...entries.flatMap((entry) => entry.secrets)]),
  };
}

/** Of the path only what is within the check. */
function reason({ path, message }: Problem): string {
  return [formatPath(path.slice(3)), message].filter((part) => part !== "").join(": ");
}

function lacking({ check }: Definition, missing: WorkloadOptions["missing"]): string[] {
  const reasons = check.needs.flatMap((need) => missing[need] ?? []);
  // A task signals to the Worker, which is asked about it.
  if (check.acceptsPing(() => true)) reasons.push("signals of tasks reach only the Worker: leave out agent");
  return reasons;
}
