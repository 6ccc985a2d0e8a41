import { type Definition, idOf } from "../definition.ts";
import type { Maintenance } from "../maintenance/maintenance.ts";
import { once } from "../maintenance/maintenance_window.ts";
import { recurring } from "../maintenance/recurrence.ts";
import type { Secret } from "../run/redact.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { variableSecrets } from "./config_secrets.ts";
import { fillIn, type Variables } from "./filled_entry.ts";
import { contradictions, MaintenanceEntry, timingOf } from "./maintenance_entry.ts";
import { nearest, suggestion } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { isTable, type Table } from "./toml.ts";

export interface MaintenanceContext {
  readonly variables: Variables;
  readonly definitions: readonly Definition[];
}

export interface ConfiguredMaintenance {
  readonly maintenance: readonly Maintenance[];
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

/** Reads all `[[maintenance]]`. One that is wrong somewhere is none: silence must not come from a mistake. */
export function configureMaintenance(written: unknown, context: MaintenanceContext): ConfiguredMaintenance {
  if (written === undefined) return { maintenance: [], problems: [], secrets: [] };
  if (!Array.isArray(written)) {
    const problem = { path: ["maintenance"], message: "expected a list of tables, as in [[maintenance]]" };
    return { maintenance: [], problems: [problem], secrets: [] };
  }
  const entries = written.map((entry, index) => configureOne(entry, String(index), context));
  return {
    maintenance: entries.flatMap((entry) => entry.maintenance),
    problems: entries.flatMap((entry) => entry.problems),
    secrets: entries.flatMap((entry) => entry.secrets),
  };
}

function configureOne(
  written: unknown,
  index: string,
  { variables, definitions }: MaintenanceContext,
): ConfiguredMaintenance {
  const path = ["maintenance", index];
  if (!isTable(written)) {
    const problem = { path, message: "expected a table, as in [[maintenance]]" };
    return { maintenance: [], problems: [problem], secrets: [] };
  }
  // The reason is read by everybody, as a description is.
  const { reason, ...others } = written;
  const { table, problems: unset, used } = fillIn({ ...others, description: reason }, variables);
  const { description, ...rest } = table;
  const input = description === undefined ? rest : { ...rest, reason: description };
  const known = Object.keys(MaintenanceEntry.shape);
  const parsed = attempt(() => MaintenanceEntry.parse(input), { path: [], input, noun: "key", known });
  const found = [
    ...unset,
    ...parsed.problems,
    ...contradictions(input).map(([key, message]) => ({ path: [key], message })),
    ...unknownCoverage(input, definitions),
  ];
  const made = parsed.value && found.length === 0 ? maintenanceOf(parsed.value, index) : { problems: [] };
  const problems = [...found, ...made.problems].map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
  }));
  const maintenance = made.value ? [made.value] : [];
  return { maintenance, problems, secrets: variableSecrets(used) };
}

function maintenanceOf(entry: MaintenanceEntry, index: string): Attempt<Maintenance> {
  const { project = null, tag = null, check = null, reason, timezone } = entry;
  const coverage = { id: `configured-${index}`, project, tag, check, reason };
  const timing = timingOf(entry);
  if (!timing) return { problems: [] };
  if (timing.kind === "recurring") {
    return { value: { ...coverage, ...recurring({ ...timing, timezone }) }, problems: [] };
  }
  const { from, to } = timing;
  if (to <= from) return { problems: [{ path: ["to"], message: "expected a time after from" }] };
  return { value: once({ ...coverage, from, to }), problems: [] };
}

/** A name that no check has would silence nobody, without a word. */
function unknownCoverage(table: Table, definitions: readonly Definition[]): Problem[] {
  return Object.entries(coverageNames(definitions)).flatMap(([key, names]) => {
    const name = table[key];
    if (typeof name !== "string" || names.includes(name)) return [];
    return [{ path: [key], message: unknownCovered(key, name, names) }];
  });
}

/** The values that each key of a coverage may have. */
export function coverageNames(
  definitions: readonly Definition[],
): Readonly<Record<"project" | "tag" | "check", readonly string[]>> {
  return {
    project: [...new Set(definitions.map(({ project }) => project))],
    tag: [...new Set(definitions.flatMap(({ tags }) => tags))],
    check: definitions.map(idOf),
  };
}

/** `no check has the tag "eu"`, and which it may have been. */
export function unknownCovered(key: string, name: string, names: readonly string[]): string {
  const what = key === "check" ? "no check is called" : `no check has the ${key}`;
  // A list of a thousand names helps nobody.
  const helpful = names.length <= 20 || nearest(name, names) !== undefined;
  return `${what} ${JSON.stringify(name)}${helpful ? suggestion(name, names) : ""}`;
}
