import * as z from "zod";
import { suggestion } from "../config/nearest.ts";
import { type Definition, idOf } from "../definition.ts";
import { type IncidentFilter, placeOf } from "./incident_filter.ts";

const MAX_LIMIT = 100;

const Place = z.string().transform((text, context) => {
  const place = placeOf(text);
  if (place) return place;
  context.addIssue({ code: "custom", message: "expected the id of an incident" });
  return z.NEVER;
});

/** A day, or a time with its zone. */
const Time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: "expected a date or time such as 2026-03-02",
  })
  .transform((text) => Date.parse(text));

const Query = z.strictObject({
  check: z.string().optional(),
  project: z.string().optional(),
  tag: z.string().optional(),
  from: Time.optional(),
  open: z.enum(["true", "false"], "expected true or false").optional(),
  before: Place.optional(),
  limit: z.coerce
    .number(`expected a number from 1 to ${MAX_LIMIT}`)
    .int()
    .min(1)
    .max(MAX_LIMIT, `expected a number from 1 to ${MAX_LIMIT}`)
    .default(20),
});
type Query = z.infer<typeof Query>;

/** What the query of `GET /incidents` asks for, or what was expected of it. */
export function incidentFilterOf(
  query: Readonly<Record<string, string>>,
  definitions: readonly Definition[],
): IncidentFilter | { readonly error: string } {
  const known = Object.keys(Query.shape);
  const [unknown] = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown !== undefined) {
    return { error: `unknown parameter ${JSON.stringify(unknown)}${suggestion(unknown, known)}` };
  }
  const parsed = Query.safeParse(query);
  if (!parsed.success) {
    return {
      error: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    };
  }
  const { from = null, open, before = null, limit } = parsed.data;
  return { ...scopeOf(parsed.data, definitions), from, open: open ? open === "true" : null, before, limit };
}

/** A check that is configured no more is still known by the name it had, if it never had another. */
function scopeOf(
  { check, project, tag }: Query,
  definitions: readonly Definition[],
): Pick<IncidentFilter, "keys" | "project"> {
  if (check === undefined && project === undefined && tag === undefined) return { keys: null, project: null };
  const configured = definitions.some((definition) => idOf(definition) === check);
  if (check !== undefined && !configured) return { keys: [check], project: null };
  const wanted = definitions.filter(
    (definition) =>
      (check === undefined || idOf(definition) === check) &&
      (project === undefined || definition.project === project) &&
      (tag === undefined || definition.tags.includes(tag)),
  );
  const all = check === undefined && tag === undefined;
  return { keys: wanted.map(({ key }) => key), project: all ? (project ?? null) : null };
}
