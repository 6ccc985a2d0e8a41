import { type Definition, idOf } from "./definition.ts";

/** About so many: six connections at 300 ms an answer run some 800 in the 50 s of a tick, and many may be slow. */
export const CHECKS_PER_LOOKOUT = 150;

/** Which Lookout (by name) runs which checks: one a project, a project of more than 150 split by a stable hash. */
export function assignLookouts(
  definitions: readonly Definition[],
): ReadonlyMap<string, readonly Definition[]> {
  const lookouts = new Map<string, Definition[]>();
  for (const [project, checks] of Map.groupBy(definitions, (definition) => definition.project)) {
    const shards = Math.ceil(checks.length / CHECKS_PER_LOOKOUT);
    for (const check of checks) {
      const name = shards === 1 ? project : `${project}:${shardOf(idOf(check), shards)}`;
      lookouts.set(name, [...(lookouts.get(name) ?? []), check]);
    }
  }
  return lookouts;
}

/** Rendezvous hashing: a further shard takes over only its share, and the other checks stay where their results are. */
function shardOf(id: string, shards: number): number {
  let best = 0;
  let bestWeight = -1;
  for (let shard = 0; shard < shards; shard += 1) {
    const weight = hash(`${shard}:${id}`);
    if (weight > bestWeight) [best, bestWeight] = [shard, weight];
  }
  return best;
}

/** FNV-1a with a final mix, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
