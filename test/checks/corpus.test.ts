import { describe, expect, test } from "vitest";
import * as z from "zod";
import { checks } from "../../checks/mod.ts";
import type { Json, JsonObject } from "../../src/check.ts";
import type { Outcome } from "../../src/outcome.ts";
import { runCheck } from "../fake_host.ts";
import { ADDED_FIELDS, DIFFERENCES, REWORDED } from "./differences.ts";
import { type Case, recordedHost, recordings } from "./recording.ts";

const differing = new Set(
  DIFFERENCES.flatMap(({ module, cases }) => cases.map((name) => `${module} ${name}`)),
);

const registered = recordings.filter(({ module }) => `checks.${module}` in checks);

describe.each(registered)("$module", ({ module, cases }) => {
  test.each(cases.filter(({ name }) => !differing.has(`${module} ${name}`)))(
    "finds in $name what the original found",
    async (recorded) => {
      expect(await replay(module, recorded)).toEqual(normalised(module, recorded.expected));
    },
  );

  test.each(cases.filter(({ name }) => differing.has(`${module} ${name}`)))(
    "differs in $name, as the table of differences says",
    async (recorded) => {
      expect(await replay(module, recorded)).not.toEqual(normalised(module, recorded.expected));
    },
  );
});

test("no difference is announced for a case that is not recorded", () => {
  const recorded = recordings.flatMap(({ module, cases }) => cases.map(({ name }) => `${module} ${name}`));

  expect([...differing].filter((name) => !recorded.includes(name))).toEqual([]);
});

async function replay(module: string, recorded: Case): Promise<Json> {
  const check = checks[`checks.${module}`];
  if (!check) throw new RangeError(`Cannot replay ${module}: no such check`);
  const host = recordedHost(module, recorded);
  try {
    return normalised(module, verdictOf(await runCheck(check, recorded.params, { host })));
  } catch (error) {
    // What a check refuses as a parameter shows as an errored check.
    if (error instanceof z.ZodError) return "error";
    throw error;
  }
}

type Verdict = { success: boolean; data: Json } | { error: unknown };

function verdictOf(outcome: Outcome): Verdict {
  if (outcome.status === "errored") return { error: outcome.error };
  return { success: outcome.status === "passed", data: outcome.data };
}

/** Errors are worded otherwise; new fields are welcome; the order of a Python set means nothing. */
function normalised(module: string, verdict: Verdict): Json {
  if ("error" in verdict) return "error";
  const { success, data } = verdict;
  if (module === "core.http_versions") return { success, data: String(data).split(/[ ,]+/).sort() };
  return { success, data: abridged(REWORDED[module] ?? /.*/s, without(ADDED_FIELDS[module] ?? [], data)) };
}

/** Of every text what `kept` matches. */
function abridged(kept: RegExp, data: Json): Json {
  if (typeof data === "string") return kept.exec(data)?.[0] ?? data;
  if (!isObject(data)) return Array.isArray(data) ? data.map((item) => abridged(kept, item)) : data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, abridged(kept, value)]));
}

function without(fields: readonly string[], data: Json): Json {
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !fields.includes(name)));
}

function isObject(data: Json): data is JsonObject {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
