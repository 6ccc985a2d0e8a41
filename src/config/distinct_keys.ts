import { type Definition, idOf } from "../definition.ts";
import type { Problem } from "./problem.ts";

/**
 * Definitions of which no two keep their history under one key. Whoever asks by `id` or `formerly` for a key that another
 * has goes by its own name, and is told so.
 */
export function withDistinctKeys(given: readonly Definition[]): {
  readonly definitions: readonly Definition[];
  readonly problems: readonly Problem[];
} {
  let definitions = given;
  const problems: Problem[] = [];
  for (;;) {
    const counts = Map.groupBy(definitions, ({ key }) => key);
    const shared = (one: Definition) => (counts.get(one.key)?.length ?? 0) > 1 && one.key !== idOf(one);
    if (!definitions.some(shared)) return { definitions, problems };
    for (const { project, name, key } of definitions.filter(shared)) {
      const message = `another check keeps its history as ${JSON.stringify(key)}: give one of them another id`;
      problems.push({ path: ["checks", project, name], message });
    }
    // Their own names may be what others have asked for: then look again.
    definitions = definitions.map((one) => (shared(one) ? { ...one, key: idOf(one) } : one));
  }
}
