import { type ConfigureOptions, configureEntry, type WrittenEntry } from "./config/configure.ts";
import { type Agent, configureAgents } from "./config/configure_agents.ts";
import { configureKnownIssues, type Tracker } from "./config/configure_known_issues.ts";
import { configureMaintenance } from "./config/configure_maintenance.ts";
import { withDistinctKeys } from "./config/distinct_keys.ts";
import { Name } from "./config/entry.ts";
import type { Problem } from "./config/problem.ts";
import { isTable, parseToml, type Table } from "./config/toml.ts";
import { unknownName } from "./config/zod_problems.ts";
import type { Definition } from "./definition.ts";
import type { Maintenance } from "./maintenance/maintenance.ts";
import { configureDestinations, type Destination } from "./messages/notify.ts";
import type { Secret } from "./run/redact.ts";

/** What a configuration file says. */
export interface Config {
  /** In the order of the file; an entry that is wrong is one whose check throws why. */
  readonly definitions: readonly Definition[];
  /** By name, in the order of the file. */
  readonly agents: ReadonlyMap<string, AgentConfig>;
  readonly maintenance: readonly Maintenance[];
  /** Where known issues are asked for. */
  readonly tracker: Tracker;
  /** Who is told. One that is wrong is left out. */
  readonly destinations: readonly Destination[];
  /** Everything that is wrong, at once. */
  readonly problems: readonly Problem[];
  /** What must not be seen anywhere. The only place where the values of variables can be read. */
  readonly secrets: readonly Secret[];
}

/** An agent and what it runs. */
export interface AgentConfig extends Agent {
  readonly checks: readonly { readonly definition: Definition; readonly written: unknown }[];
}

const TOP_LEVEL = ["checks", "agents", "maintenance", "notify", "known_issues"];

// `/checks/tags/{a+b}` is a route of its own.
const RESERVED_PROJECTS = ["tags"];

/** Reads a configuration. Never throws: what is wrong is in `problems`, and takes nothing else down. */
export function loadConfig(text: string, options: ConfigureOptions): Config {
  const parsed = parseToml(text);
  if ("problem" in parsed) {
    const tracker = { kind: "none" } as const;
    return {
      definitions: [],
      agents: new Map(),
      maintenance: [],
      destinations: [],
      tracker,
      problems: [parsed.problem],
      secrets: [],
    };
  }
  const { entries, problems } = entriesOf(parsed.table);
  const manned = configureAgents(parsed.table.agents, options.variables);
  const agents = [...manned.agents.keys()];
  const configured = entries.map((entry) => configureEntry(entry, { ...options, agents }));
  const { definitions, problems: shared } = withDistinctKeys(configured.map(({ definition }) => definition));
  const planned = configureMaintenance(parsed.table.maintenance, { ...options, definitions });
  const told = configureDestinations(parsed.table.notify, { ...options, definitions });
  const asked = configureKnownIssues(parsed.table.known_issues, options.variables);
  const parts = [...configured, manned, planned, told, asked];
  return {
    definitions,
    agents: new Map(
      [...manned.agents].map(([name, agent]) => [
        name,
        { ...agent, checks: checksOf(name, definitions, entries) },
      ]),
    ),
    maintenance: planned.maintenance,
    destinations: told.destinations,
    tracker: asked.tracker,
    problems: [...problems, ...parts.flatMap((part) => part.problems), ...collisions(definitions), ...shared],
    secrets: parts.flatMap((part) => part.secrets),
  };
}

/** Definitions are in the order of their entries. */
function checksOf(
  agent: string,
  definitions: readonly Definition[],
  entries: readonly WrittenEntry[],
): AgentConfig["checks"] {
  const all = definitions.map((definition, index) => ({ definition, written: entries[index]?.written }));
  return all.filter(({ definition }) => definition.agent === agent);
}

interface Entries {
  readonly entries: readonly WrittenEntry[];
  readonly problems: readonly Problem[];
}

function entriesOf(document: Table): Entries {
  const unknown = Object.keys(document).filter((key) => !TOP_LEVEL.includes(key));
  const problems: Problem[] = unknown.map((key) => ({
    path: [key],
    message: unknownName("table", key, TOP_LEVEL),
  }));
  const entries: WrittenEntry[] = [];
  for (const [project, checks] of tablesIn(document.checks ?? {}, ["checks"], problems)) {
    if (!isNamed(project, ["checks", project], problems)) continue;
    for (const [name, written] of tablesIn(checks, ["checks", project], problems)) {
      if (isNamed(name, ["checks", project, name], problems)) entries.push({ project, name, written });
    }
  }
  return { entries, problems };
}

function tablesIn(value: unknown, path: readonly string[], problems: Problem[]): [string, unknown][] {
  if (isTable(value)) return Object.entries(value);
  problems.push({ path, message: "expected a table, as in [checks.project.name]" });
  return [];
}

/** Other names would be unusable in a URL, or taken by a route. */
function isNamed(name: string, path: readonly string[], problems: Problem[]): boolean {
  const parsed = Name.safeParse(name);
  const messages = parsed.success ? [] : parsed.error.issues.map(({ message }) => `bad name, ${message}`);
  if (path.length === 2 && RESERVED_PROJECTS.includes(name)) messages.push("the name is taken by a route");
  problems.push(...messages.map((message) => ({ path, message })));
  return messages.length === 0;
}

/** `a--b/c` and `a/b--c` would be the same element of the diagram. */
function collisions(definitions: readonly Definition[]): Problem[] {
  const taken = new Map<string, Definition>();
  return definitions.flatMap((definition) => {
    const { project, name } = definition;
    const id = `${project}--${name}`;
    const first = taken.get(id);
    if (!first) taken.set(id, definition);
    if (!first) return [];
    const message = `collides with ${first.project}/${first.name}: both are "${id}" in the diagram`;
    return [{ path: ["checks", project, name], message }];
  });
}
