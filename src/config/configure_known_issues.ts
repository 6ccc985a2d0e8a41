import * as z from "zod";
import type { Secret } from "../run/redact.ts";
import { attempt } from "./attempt.ts";
import { variableSecrets } from "./config_secrets.ts";
import { fillIn, type Variables } from "./filled_entry.ts";
import type { Problem } from "./problem.ts";
import { isTable } from "./toml.ts";

/** Where known issues are kept. Bugzilla's address and key are settings, as in the original. */
export type Tracker =
  | { readonly kind: "none" }
  | { readonly kind: "bugzilla" }
  | { readonly kind: "github"; readonly repository: string; readonly label: string };

/** What stands under `[known_issues]`. */
const KnownIssuesEntry = z.strictObject({
  tracker: z.enum(["bugzilla", "github", "none"]).optional(),
  /** `owner/name` */
  repository: z
    .string()
    .regex(/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/, 'expected a repository, such as "mozilla-services/telescope"')
    .optional(),
  label: z
    .string()
    .min(1)
    .max(100)
    // It separates labels.
    .regex(/^[^,]*$/, "expected one label, without a comma")
    .optional(),
});
type KnownIssuesEntry = z.infer<typeof KnownIssuesEntry>;

export interface ConfiguredTracker {
  readonly tracker: Tracker;
  readonly problems: readonly Problem[];
  readonly secrets: readonly Secret[];
}

/** Reads `[known_issues]`. Without it Bugzilla is asked, as the original does; with a mistake in it nobody is. */
export function configureKnownIssues(written: unknown, variables: Variables): ConfiguredTracker {
  const path = ["known_issues"];
  if (written === undefined) return { tracker: { kind: "bugzilla" }, problems: [], secrets: [] };
  if (!isTable(written)) {
    const problems = [{ path, message: "expected a table, as in [known_issues]" }];
    return { tracker: { kind: "none" }, problems, secrets: [] };
  }
  const { table: filled, problems: unset, used } = fillIn(written, variables);
  // A description is no key of this table, and appears in it empty.
  const table = Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined));
  const known = Object.keys(KnownIssuesEntry.shape);
  const context = { path: [], input: table, noun: "key", known };
  const parsed = attempt(() => KnownIssuesEntry.parse(table), context);
  const contradictions = parsed.value ? contradictionsIn(parsed.value) : [];
  const problems = [...unset, ...parsed.problems, ...contradictions].map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
  }));
  const tracker =
    parsed.value && problems.length === 0 ? trackerOf(parsed.value) : ({ kind: "none" } as const);
  return { tracker, problems, secrets: variableSecrets(used) };
}

function trackerOf({ tracker = "bugzilla", repository = "", label = "" }: KnownIssuesEntry): Tracker {
  return tracker === "github" ? { kind: tracker, repository, label } : { kind: tracker };
}

function contradictionsIn({ tracker, ...rest }: KnownIssuesEntry): Problem[] {
  return (["repository", "label"] as const).flatMap((key) => {
    const given = rest[key] !== undefined;
    if (given === (tracker === "github")) return [];
    const message = given ? `only tracker = "github" has a ${key}` : `missing key "${key}", GitHub needs one`;
    return [{ path: [key], message }];
  });
}
