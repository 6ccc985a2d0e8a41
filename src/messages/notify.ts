import { attempt } from "../config/attempt.ts";
import { parameterSecrets, variableSecrets } from "../config/config_secrets.ts";
import { Name } from "../config/entry.ts";
import { fillIn, type Variables } from "../config/filled_entry.ts";
import { suggestion } from "../config/nearest.ts";
import { type Channel, channelOf, contradictionsIn, Filters, NotifyEntry } from "../config/notify_entry.ts";
import type { Problem } from "../config/problem.ts";
import { isTable } from "../config/toml.ts";
import { type Definition, idOf } from "../definition.ts";
import { parseParams } from "../params.ts";
import { createRedact, type Secret } from "../run/redact.ts";

/** Somebody who is told. */
export interface Destination {
  readonly name: string;
  readonly channel: Channel;
  /** Each undefined: whichever. */
  readonly projects: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly checks: readonly string[] | undefined;
  readonly agent: string | undefined;
  /** Undefined: told once. */
  readonly remindMs: number | undefined;
}

export interface Destinations {
  readonly destinations: readonly Destination[];
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

export interface NotifyOptions {
  readonly variables: Variables;
  /** What a destination may choose from. */
  readonly definitions: readonly Definition[];
}

const SENTRY = "sentry";

const NOTHING: Destinations = { destinations: [], problems: [], secrets: [] };

const NOT_A_TABLE = "expected a table, as in [notify.oncall]";

/** Reads `[notify.NAME]`. One that is wrong is left out, and takes no other along. */
export function configureDestinations(written: unknown, options: NotifyOptions): Destinations {
  if (written === undefined) return NOTHING;
  if (!isTable(written)) return { ...NOTHING, problems: [{ path: ["notify"], message: NOT_A_TABLE }] };
  const all = Object.entries(written).map(([name, entry]) => configureOne(name, entry, options));
  return {
    destinations: all.flatMap(({ destinations }) => destinations),
    problems: all.flatMap(({ problems }) => problems),
    secrets: all.flatMap(({ secrets }) => secrets),
  };
}

/** Where `SENTRY_DSN` has changes of state go. */
export function sentryDestination(dsn: string): Destination {
  const everything = { projects: undefined, tags: undefined, checks: undefined, agent: undefined };
  return { name: SENTRY, channel: { kind: "sentry", dsn }, ...everything, remindMs: undefined };
}

type Wanted = Pick<Definition, "project" | "name" | "tags" | "agent">;

/** Whether a destination wants to hear of a check, or of an agent: of any that it runs. */
export function wants(
  destination: Destination,
  definition: Wanted & { readonly covers?: readonly Wanted[] },
): boolean {
  return (definition.covers ?? [definition]).some((one) => fits(destination, one));
}

function fits({ projects, tags, checks, agent }: Destination, definition: Wanted): boolean {
  if (projects && !projects.includes(definition.project)) return false;
  if (checks && !checks.includes(idOf(definition))) return false;
  if (tags && !tags.some((tag) => definition.tags.includes(tag))) return false;
  return agent === undefined || agent === definition.agent;
}

function configureOne(name: string, written: unknown, options: NotifyOptions): Destinations {
  const path = ["notify", name];
  if (!isTable(written)) return { ...NOTHING, problems: [{ path, message: NOT_A_TABLE }] };
  const { table, used, problems: unset } = fillIn(written, options.variables);
  const known = Object.keys(NotifyEntry.shape);
  const parsed = attempt(() => parseParams(NotifyEntry, table), {
    path: [],
    input: table,
    noun: "key",
    known,
  });
  const own = Object.entries(table).filter(([key]) => key === "url" || key === "routing_key");
  const secrets = [...parameterSecrets(Object.fromEntries(own), []), ...variableSecrets(used)];
  const redact = createRedact(secrets);
  const channel = parsed.value && channelOf(parsed.value);
  const unnamed = nameProblems(name);
  // That a text with a `${NAME}` still in it does not fit is no further problem.
  const unfit = parsed.problems.filter(({ path: [key] }) => !unset.some((cause) => cause.path[0] === key));
  const strangers = unknownFilters(Filters.parse(table), options.definitions);
  const fatal = [...unnamed, ...unset, ...unfit, ...contradictionsIn(table)];
  const problems = [...fatal, ...strangers].map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
    message: redact(problem.message),
  }));
  // One whose filter names what does not exist still tells of what does.
  if (!parsed.value || !channel || fatal.length > 0) return { destinations: [], problems, secrets };
  return { destinations: [define(name, parsed.value, channel)], problems, secrets };
}

function nameProblems(name: string): Problem[] {
  if (name === SENTRY) return [{ path: [], message: "bad name, it stands for what SENTRY_DSN names" }];
  const parsed = Name.safeParse(name);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ message }) => ({ path: [], message: `bad name, ${message}` }));
}

function define(
  name: string,
  { projects, tags, checks, agent, remind }: NotifyEntry,
  channel: Channel,
): Destination {
  return { name, channel, projects, tags, checks, agent, remindMs: remind };
}

/** A filter with a typing error would keep silent for ever. */
function unknownFilters(
  { projects, tags, checks, agent }: Filters,
  definitions: readonly Definition[],
): Problem[] {
  const known = {
    project: new Set(definitions.map(({ project }) => project)),
    tag: new Set(definitions.flatMap((definition) => definition.tags)),
    check: new Set(definitions.map(idOf)),
    agent: new Set(definitions.flatMap((definition) => definition.agent ?? [])),
  };
  const given = [
    ...(projects ?? []).map((value, at) => ({
      noun: "project" as const,
      path: ["projects", String(at)],
      value,
    })),
    ...(tags ?? []).map((value, at) => ({ noun: "tag" as const, path: ["tags", String(at)], value })),
    ...(checks ?? []).map((value, at) => ({ noun: "check" as const, path: ["checks", String(at)], value })),
    ...(agent === undefined ? [] : [{ noun: "agent" as const, path: ["agent"], value: agent }]),
  ];
  return given
    .filter(({ noun, value }) => !known[noun].has(value))
    .map(({ noun, path, value }) => ({
      path,
      message: `no ${noun} ${JSON.stringify(value)}${suggestion(value, [...known[noun]])}`,
    }));
}
