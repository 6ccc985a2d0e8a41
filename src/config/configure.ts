import type { Check, ConfiguredCheck } from "../check.ts";
import { type Definition, idOf } from "../definition.ts";
import { parseParams } from "../params.ts";
import { createRedact, type Secret } from "../run/redact.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { brokenCheck } from "./broken_check.ts";
import { parameterSecrets, variableSecrets } from "./config_secrets.ts";
import { distantCheck } from "./distant_check.ts";
import { Entry, SalvagedEntry } from "./entry.ts";
import { asTable, fillIn, fillInDistant, type Variables } from "./filled_entry.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { variablesIn } from "./interpolate.ts";
import { suggestion } from "./nearest.ts";
import { formatPath, type Problem } from "./problem.ts";
import { hideValues } from "./shown_parameters.ts";
import { strangerAgent } from "./stranger_agent.ts";
import { isTable, type Table } from "./toml.ts";
import { unknownName } from "./zod_problems.ts";

export interface ConfigureOptions {
  readonly checks: Readonly<Record<string, Check>>;
  readonly variables: Variables;
  /** Seconds, for entries without a `ttl` of their own. */
  readonly defaultTtl: number;
  /** Whether the checks of agents run elsewhere: then `${NAME}` stays in them, and no value of theirs is missing. */
  readonly agentsElsewhere?: boolean;
  /** The agents there are; undefined: whichever an entry names. */
  readonly agents?: readonly string[];
}

export interface WrittenEntry {
  readonly project: string;
  readonly name: string;
  /** As it stands in the file, nothing filled in. */
  readonly written: unknown;
}

export interface ConfiguredEntry {
  readonly definition: Definition;
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

/** Turns one entry into a definition. With problems it is one whose runs say them: the other entries go on. */
export function configureEntry(entry: WrittenEntry, options: ConfigureOptions): ConfiguredEntry {
  const { written } = entry;
  if (!isTable(written)) {
    const problems = [{ path: [], message: "expected a table, as in [checks.project.name]" }];
    return broken(entry, { ...options, problems, secrets: [] });
  }
  const distant = options.agentsElsewhere === true && written.agent !== undefined;
  const fill = distant ? fillInDistant : fillIn;
  const { table, params, used, problems: unset, left } = fill(written, options.variables);
  const parsed = parseEntry(table);
  const found = findCheck(table.module, { written: written.module, checks: options.checks });
  const configured: Attempt<ConfiguredCheck> = found.value
    ? configure(found.value, params)
    : { problems: [] };

  const own = parameterSecrets(params, found.value?.exposed ?? []);
  const secrets = [...own.filter(({ value }) => variablesIn(value).length === 0), ...variableSecrets(used)];
  const consequences = [...parsed.problems, ...found.problems, ...configured.problems];
  const causes = [...unset.map(({ path }) => path), ...left];
  const told = consequences.filter((problem) => !follows(problem, causes));
  const problems = [...unset, ...strangerAgent(table.agent, options.agents), ...told];
  if (problems.length > 0) return broken(entry, { ...options, problems, secrets });
  if (distant) {
    const check = distantCheck({ check: found.value, configured: configured.value, params });
    return {
      definition: define(entry, SalvagedEntry.parse(table), { ...options, check }),
      problems,
      secrets,
    };
  }
  if (!parsed.value || !configured.value) return broken(entry, { ...options, problems, secrets });
  const check = hideValues(configured.value, asTable(written.params));
  return { definition: define(entry, parsed.value, { ...options, check }), problems, secrets };
}

function parseEntry(table: Table): Attempt<Entry> {
  const known = Object.keys(Entry.shape);
  return attempt(() => parseParams(Entry, table), { path: [], input: table, noun: "key", known });
}

interface Lookup {
  /** What the message quotes: a variable in the name may be secret. */
  readonly written: unknown;
  readonly checks: Readonly<Record<string, Check>>;
}

function findCheck(name: unknown, { written, checks }: Lookup): Attempt<Check> {
  if (typeof name !== "string") return { problems: [] };
  const value = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (value) return { value, problems: [] };
  const message = `no module ${JSON.stringify(written)}${suggestion(String(written), Object.keys(checks))}`;
  return { problems: [{ path: ["module"], message }] };
}

/** Looks for unknown parameters itself: the schema of a check from elsewhere may let them pass. */
function configure(check: Check, params: Table): Attempt<ConfiguredCheck> {
  const path = ["params"];
  const given = Object.entries(params);
  const unknown = given.filter(([name]) => !check.params.includes(name));
  const input = Object.fromEntries(given.filter(([name]) => check.params.includes(name)));
  const tried = attempt(() => check.configure(input), {
    path,
    input,
    noun: "parameter",
    known: check.params,
  });
  const strangers = unknown.map(([name]) => ({
    path: [...path, name],
    message: unknownName("parameter", name, check.params),
  }));
  return { ...tried, problems: [...strangers, ...tried.problems] };
}

/** Whether a problem only says that a text with a `${NAME}` still in it does not fit. */
function follows({ path }: Problem, causes: readonly (readonly string[])[]): boolean {
  return causes.some((cause) => cause.every((key, index) => path[index] === key));
}

interface Breakage {
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
  readonly defaultTtl: number;
  readonly agents?: readonly string[];
}

function broken(entry: WrittenEntry, { problems, secrets, defaultTtl, agents }: Breakage): ConfiguredEntry {
  const redact = createRedact(secrets);
  const told = problems.map((problem) => ({ ...problem, message: redact(problem.message) }));
  const reasons = told.map(({ path, message }) => [formatPath(path), message].filter(Boolean).join(": "));
  const check = brokenCheck(`Cannot configure ${idOf(entry)}: ${reasons.join("; ")}`);
  const root = ["checks", entry.project, entry.name];
  const salvaged = SalvagedEntry.parse(asTable(entry.written));
  // An agent that there is not would never say what is wrong.
  const stranger = strangerAgent(salvaged.agent, agents).length > 0;
  const agent = stranger ? undefined : salvaged.agent;
  return {
    definition: define(entry, { ...salvaged, agent }, { check, defaultTtl }),
    problems: told.map((problem) => ({ ...problem, path: [...root, ...problem.path] })),
    secrets,
  };
}

function define(
  { project, name, written }: WrittenEntry,
  { params: _, id, formerly, ...entry }: Entry,
  { check, defaultTtl }: Pick<Definition, "check"> & Pick<ConfigureOptions, "defaultTtl">,
): Definition {
  const { plot, agent, ttl } = entry;
  const key = id ?? formerly ?? idOf({ project, name });
  const fingerprint = fingerprintOf(written);
  return { ...entry, project, name, key, fingerprint, plot, agent, ttl: ttl === 0 ? defaultTtl : ttl, check };
}
