// Values as BigQuery writes them in JSON: https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query
import * as z from "zod";
import type { BigQueryValue, Json, JsonObject } from "../check.ts";

/** A column of a result, or a field of a STRUCT. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: string | undefined;
  readonly fields?: readonly Field[] | undefined;
}

export const Field: z.ZodType<Field> = z.object({
  name: z.string(),
  type: z.string(),
  mode: z.string().optional(),
  get fields() {
    return z.array(Field).optional();
  },
});

/** What a row with these columns looks like, and how it becomes an object. */
export function rowSchema(fields: readonly Field[]): z.ZodType<JsonObject> {
  const columns = fields.map((field) => ({ name: field.name, cell: z.object({ v: cellSchema(field) }) }));
  return z
    .object({ f: z.array(z.unknown()).length(fields.length, "expected a value for each column") })
    .transform(({ f }, context) => {
      const values = columns.map(({ name, cell }, index) => {
        const { data, error } = cell.safeParse(f[index]);
        for (const { message } of error?.issues ?? [])
          context.addIssue({ code: "custom", path: [name], message });
        return [name, data?.v ?? null] as const;
      });
      return Object.fromEntries(values);
    });
}

function cellSchema(field: Field): z.ZodType<Json> {
  const one: z.ZodType<Json> = isStruct(field)
    ? rowSchema(field.fields ?? [])
    : z.string().transform(readers[field.type] ?? ((text): Json => text));
  const many = z.array(z.object({ v: one })).transform((items): Json => items.map(({ v }) => v));
  return (field.mode === "REPEATED" ? many : one).nullable();
}

function isStruct({ type }: Field): boolean {
  return type === "RECORD" || type === "STRUCT";
}

type Reader = (text: string, context: z.RefinementCtx) => Json;

/** Every other type, NUMERIC among them, stays the text that it comes as. */
const readers: Readonly<Record<string, Reader>> = {
  INTEGER: readInteger,
  INT64: readInteger,
  FLOAT: readFloat,
  FLOAT64: readFloat,
  BOOLEAN: (text) => text === "true",
  BOOL: (text) => text === "true",
  TIMESTAMP: readTimestamp,
};

/** One beyond 2^53 stays text: as a number it would be another. */
function readInteger(text: string, context: z.RefinementCtx): Json {
  if (!/^-?\d+$/.test(text)) return refuse(context, "expected an integer");
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** `NaN` and `Infinity`, which JSON lacks, stay text. */
function readFloat(text: string): Json {
  const value = Number(text);
  return Number.isFinite(value) && text.trim() !== "" ? value : text;
}

/** Microseconds, as Python's `isoformat` shows them: no fraction, or six digits. */
function readTimestamp(text: string, context: z.RefinementCtx): Json {
  const micros = Number(text);
  const time = new Date(Math.floor(micros / 1000));
  if (!/^-?\d+$/.test(text) || Number.isNaN(time.getTime())) return refuse(context, "expected microseconds");
  const seconds = time.toISOString().slice(0, -".000Z".length);
  const fraction = ((micros % 1e6) + 1e6) % 1e6;
  return `${seconds}${fraction === 0 ? "" : `.${String(fraction).padStart(6, "0")}`}+00:00`;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

/** A named query parameter. An empty list is one of texts. */
export function parameterOf(name: string, value: BigQueryValue): JsonObject {
  if (!isList(value)) {
    return { name, parameterType: { type: typeOf(value) }, parameterValue: { value: textOf(value) } };
  }
  const types = new Set(value.map(typeOf));
  // One fraction among integers makes all of them FLOAT64.
  const type = types.has("FLOAT64") ? "FLOAT64" : ([...types][0] ?? "STRING");
  return {
    name,
    parameterType: { type: "ARRAY", arrayType: { type } },
    parameterValue: { arrayValues: value.map((one) => ({ value: textOf(one) })) },
  };
}

type Scalar = string | number | boolean | Date;

function isList(value: BigQueryValue): value is readonly string[] | readonly number[] {
  return Array.isArray(value);
}

function typeOf(value: Scalar): string {
  if (value instanceof Date) return "TIMESTAMP";
  if (typeof value === "string") return "STRING";
  if (typeof value === "boolean") return "BOOL";
  return Number.isInteger(value) ? "INT64" : "FLOAT64";
}

function textOf(value: Scalar): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
