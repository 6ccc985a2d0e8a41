import * as z from "zod";

/**
 * Parses the parameters of a check. Text becomes the number or boolean that the schema asks for, exactly or not at all:
 * query strings and `${NAME}` can only give text. Throws a `ZodError` that names each parameter that does not fit.
 */
export function parseParams<P extends z.ZodObject>(
  schema: P,
  raw: Readonly<Record<string, unknown>>,
): z.output<P> {
  const first = schema.safeParse(raw);
  if (first.success) return first.data;
  const converted = structuredClone(raw);
  for (const issue of first.error.issues) {
    if (issue.code === "invalid_type") convertAt(converted, issue.path, issue.expected);
  }
  return schema.parse(converted);
}

/** What can be told of a parameter without a value for it. */
export interface ParameterShape {
  readonly name: string;
  readonly required: boolean;
  /** What it is where it is left out; undefined where nothing stands for it. */
  readonly fallback: unknown;
  /** The unit, or what else the name does not tell. */
  readonly description: string | undefined;
}

/** The parameters of a check, in their order. */
export function describeParams({ shape }: z.ZodObject): ParameterShape[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { success, data } = z.safeParse(schema, undefined);
    const description = z.globalRegistry.get(schema)?.description;
    return { name, required: !success, fallback: data, description };
  });
}

/** Those of `values` that have one of `names`. */
export function pick(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const present = names.filter((name) => Object.hasOwn(values, name));
  return Object.fromEntries(present.map((name) => [name, values[name]]));
}

function convertAt(root: unknown, path: readonly PropertyKey[], expected: string): void {
  const key = path.at(-1);
  let parent = root;
  for (const step of path.slice(0, -1)) parent = isContainer(parent) ? parent[step] : undefined;
  if (key === undefined || !isContainer(parent)) return;
  const value = convert(parent[key], expected);
  if (value !== undefined) parent[key] = value;
}

function convert(text: unknown, expected: string): number | boolean | undefined {
  if (typeof text !== "string") return undefined;
  if (expected === "number" || expected === "int") return numberOf(text.trim());
  if (expected === "boolean" && (text === "true" || text === "false")) return text === "true";
  return undefined;
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}
