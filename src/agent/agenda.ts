import { createHash } from "node:crypto";
import { type Definition, idOf } from "../definition.ts";

/** What is new is spread over so long: five hundred checks do not start at once. */
const SPREAD_MS = 15_000;

export interface AgendaEntry {
  readonly definition: Definition;
  readonly id: string;
  /** Where in its ttl a check runs, from 0 to 1: always the same for the same check. */
  readonly jitter: number;
  /** Not before, in epoch milliseconds. */
  readonly from: number;
}

/** The checks that run by themselves, each with its place in time. One that was there before keeps it. */
export function planAgenda(
  definitions: Iterable<Definition>,
  { now, before }: { readonly now: number; readonly before: readonly AgendaEntry[] },
): AgendaEntry[] {
  const known = new Map(before.map(({ id, from }) => [id, from]));
  return [...definitions]
    .filter(({ background }) => background)
    .map((definition) => {
      const id = idOf(definition);
      const jitter = jitterOf(id);
      const spread = Math.min(definition.ttl * 1000, SPREAD_MS) * jitter;
      return { definition, id, jitter, from: known.get(id) ?? now + spread };
    });
}

/**
 * When a check should run, in epoch milliseconds, `now` or earlier where it should already. It runs once in each of its
 * own intervals of a ttl: late runs and restarts do not shift it, and a clock that was set does not silence it.
 */
export function dueAt(
  { definition, jitter, from }: AgendaEntry,
  last: number | undefined,
  now: number,
): number {
  const ttlMs = definition.ttl * 1000;
  const begin = intervalBegin(now, ttlMs, jitter);
  const ran = last !== undefined && intervalBegin(last, ttlMs, jitter) === begin;
  return Math.max(from, ran ? begin + ttlMs : begin);
}

function intervalBegin(time: number, ttlMs: number, jitter: number): number {
  const phase = ttlMs * jitter;
  return Math.floor((time - phase) / ttlMs) * ttlMs + phase;
}

function jitterOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE() / 2 ** 32;
}
