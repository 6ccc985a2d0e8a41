import * as z from "zod";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

// A tick has 50 s: a longer run could never end.
const MAX_TIMEOUT_SECONDS = 50;

/** What may name a project, a check, an agent: a URL segment, part of an id in the diagram, a file name. */
export const Name = z
  .string()
  .max(64, "expected at most 64 characters")
  .regex(
    /^(?!__proto__$)[A-Za-z0-9_][\w.~-]*$/,
    "expected letters, digits and _ . ~ -, not beginning with . ~ or -",
  );

// `/checks/tags/{a+b}` joins tags by a plus.
const Tag = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^+/\p{Cc}]+$/u, "expected a text without + or /");

const Key = z
  .string()
  .max(129, "expected at most 129 characters")
  .regex(/^[\w.~-]+(\/[\w.~-]+)?$/, "expected project/name, or one name");

/** What stands under `[checks.project.name]`. */
export const Entry = z.strictObject({
  description: z.string(),
  module: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
  /** Seconds; 0 stands for the service's default, as in the original. */
  ttl: z.int().min(0).max(YEAR_SECONDS).default(0),
  tags: z.array(Tag).default([]),
  plot: z.string().min(1).optional(),
  agent: Name.optional(),
  background: z.boolean().default(true),
  /** Seconds. */
  timeout: z.number().min(1).max(MAX_TIMEOUT_SECONDS).default(30),
  /** What history and incidents are kept under, whatever the check is called. */
  id: Key.optional(),
  /** `project/name` that the check had before. */
  formerly: Key.optional(),
  after: z.int().min(1).max(100).default(2),
  recover: z.int().min(1).max(100).default(1),
});
export type Entry = z.output<typeof Entry>;

const { shape } = Entry;

/** What can be told of an entry that is wrong somewhere: the keys that fit, and defaults for the others. */
export const SalvagedEntry = z.object({
  description: shape.description.catch(""),
  module: shape.module.catch(""),
  params: shape.params.catch({}),
  ttl: shape.ttl.catch(0),
  tags: shape.tags.catch([]),
  plot: shape.plot.catch(undefined),
  agent: shape.agent.catch(undefined),
  background: shape.background.catch(true),
  timeout: shape.timeout.catch(30),
  id: shape.id.catch(undefined),
  formerly: shape.formerly.catch(undefined),
  after: shape.after.catch(2),
  recover: shape.recover.catch(1),
});
