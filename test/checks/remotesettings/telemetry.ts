// BigQuery as a check sees it: a function that answers with rows, and remembers what it was asked.
import type { BigQueryValue, Check, JsonObject } from "../../../src/check.ts";
import type { Outcome } from "../../../src/outcome.ts";
import { json, runCheck } from "../../fake_host.ts";

const VERSIONS = "GET https://product-details.mozilla.org/1.0/firefox_versions.json";

export interface AskedQuery {
  /** On one line. */
  readonly query: string;
  readonly params: Readonly<Record<string, BigQueryValue>>;
}

export interface Asked {
  readonly outcome: Outcome;
  readonly queries: readonly AskedQuery[];
}

export interface Telemetry {
  readonly rows?: readonly JsonObject[];
  /** Instead of rows. */
  readonly error?: Error;
  readonly versions?: unknown;
}

/** Runs a check where BigQuery has these rows, and the current ESR is 140 unless `versions` tells otherwise. */
export async function askTelemetry(
  check: Check,
  params: Readonly<Record<string, unknown>>,
  { rows = [], error, versions = { FIREFOX_ESR: "140.5.0esr" } }: Telemetry = {},
): Promise<Asked> {
  const queries: AskedQuery[] = [];
  const outcome = await runCheck(check, params, {
    routes: versions === "unreachable" ? {} : { [VERSIONS]: json(versions) },
    capabilities: {
      async bigquery(query, values) {
        queries.push({ query: query.replace(/\s+/g, " "), params: values });
        if (error) throw error;
        return rows;
      },
    },
  });
  return { outcome, queries };
}
