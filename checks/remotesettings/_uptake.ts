// Telemetry of Firefox about Remote Settings: a row for each time that a client asked a source, and what came of it
// (`extra_status`). The columns are those of the view of that name in mozilla/bigquery-etl.
import * as z from "zod";
import type { BigQueryValue, CheckContext, Json } from "#check";
import { parseDocument } from "../_document.ts";
import { currentFirefoxEsr } from "./_firefox.ts";
import { HOUR_MS } from "./_time.ts";

export const UPTAKE = "`moz-fx-data-shared-prod.monitoring.remote_settings_uptake_live`";

/** A condition in SQL, and the values of the parameters in it. */
export type Condition = readonly [sql: string, values?: Values];
export type Values = Readonly<Record<string, BigQueryValue>>;

export const Hours = z
  .int()
  .positive()
  .max(24 * 90);
export const Seconds = z.int().positive();
/** As `release`; none: all of them. */
export const Channels = z.array(z.string().toLowerCase());
/** A time as the host writes it. Texts of this kind are in the order of time. */
export const RowTime = z.iso.datetime({ offset: true });

export interface Population {
  readonly period_hours: number;
  readonly channels?: readonly string[];
  readonly include_legacy_versions: boolean;
}

/** The reports of the last hours, of some channels, of the current ESR and later unless legacy versions count. */
export async function reportsOf(ctx: CheckContext, population: Population): Promise<Condition[]> {
  const { period_hours, channels = [], include_legacy_versions } = population;
  const since = new Date(ctx.now().getTime() - period_hours * HOUR_MS);
  const version = include_legacy_versions ? undefined : (await currentFirefoxEsr(ctx))[0];
  return [
    ["submission_timestamp > @since", { since }],
    ...oneOf("LOWER(normalized_channel)", { channels }),
    ...(version === undefined ? [] : [sinceVersion(version)]),
  ];
}

export function sinceVersion(min_version: number): Condition {
  return ["major_version >= @min_version", { min_version }];
}

/** That a column has one of the listed values; no condition without any. */
export function oneOf(column: string, list: Readonly<Record<string, readonly string[]>>): Condition[] {
  const given = Object.entries(list).filter(([, values]) => values.length > 0);
  return given.map(([name, values]) => [`${column} IN UNNEST(@${name})`, { [name]: values }]);
}

/** All conditions as one, for `WHERE`. */
export function where(conditions: readonly Condition[]): string {
  return conditions.map(([sql]) => `(${sql})`).join("\n    AND ");
}

export function valuesOf(conditions: readonly Condition[]): Values {
  return Object.assign({}, ...conditions.map(([, values]) => values ?? {}));
}

/** What a query gave. Throws where it is not as `row` says. */
export function parseRows<S extends z.ZodType>(rows: Json, row: S): z.output<S>[] {
  return parseDocument(rows, z.array(row), "uptake telemetry");
}

interface Period {
  readonly min_timestamp: string;
  readonly max_timestamp: string;
}

/** The first and the last moment of several periods. */
export function wholePeriod(periods: readonly Period[]): Period {
  const starts = periods.map(({ min_timestamp }) => min_timestamp).sort();
  const ends = periods.map(({ max_timestamp }) => max_timestamp).sort();
  return { min_timestamp: starts.at(0) ?? "", max_timestamp: ends.at(-1) ?? "" };
}
