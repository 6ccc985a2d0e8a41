import { type Definition, idOf } from "../../definition.ts";
import type { Result } from "../../outcome.ts";
import { type CheckRecord, recordOf } from "../../record.ts";

// Anybody may ask for variants, and each is a run: so many of a Lookout may be fresh at a time.
const MAX_VARIANTS = 32;

interface Variant {
  readonly record: Promise<CheckRecord>;
  readonly freshUntil: number;
}

/** Results of checks with overridden parameters: kept in memory for their ttl, a bounded number of them. */
export class Variants {
  readonly #run: (definition: Definition) => Promise<Result>;
  readonly #kept = new Map<string, Variant>();

  constructor(run: (definition: Definition) => Promise<Result>) {
    this.#run = run;
  }

  /** Throws a `ZodError` that names the parameter that does not fit. */
  async get(
    definition: Definition,
    overrides: Readonly<Record<string, string>>,
  ): Promise<CheckRecord | "busy"> {
    const check = definition.check.override(overrides);
    const key = `${idOf(definition)}?${new URLSearchParams(overrides)}`;
    const kept = this.#kept.get(key);
    if (kept && kept.freshUntil > Date.now()) return await kept.record;
    this.#forgetStale();
    if (this.#kept.size >= MAX_VARIANTS) return "busy";
    const record = this.#run({ ...definition, check }).then((result) => recordOf(result, undefined));
    this.#kept.set(key, { record, freshUntil: Date.now() + definition.ttl * 1000 });
    return await record;
  }

  #forgetStale(): void {
    for (const [key, { freshUntil }] of this.#kept) {
      if (freshUntil <= Date.now()) this.#kept.delete(key);
    }
  }
}
