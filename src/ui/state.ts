// What the page knows. Messages come in here; components only read.
import { batch, computed, effect, signal } from "@preact/signals";
import type { BoardAgent, BoardCheck, BoardDocument, LiveMessage } from "../show/board_document.ts";
import { adjustClock, now } from "./clock.ts";
import { expire, keyOf, mergeBoard, mergeStates } from "./live/merge.ts";
import { expireAgents, silentOf } from "./overview/agents.ts";
import { worstOf } from "./status.ts";

/** live: changes come by themselves; polling: the page asks; lost: nobody answers. */
export type Connection = "connecting" | "live" | "polling" | "lost";

export const connection = signal<Connection>("connecting");
/** Why the last question to the server had no answer. */
export const trouble = signal("");
/** The last document, whose `checks` may be older than the signal `checks`. */
export const board = signal<BoardDocument>();
/** Every check with its newest state, in the order of the configuration. */
export const checks = signal<readonly BoardCheck[]>([]);
/** Every agent, in the order of the configuration. */
export const agents = signal<readonly BoardAgent[]>([]);
/** When the server was last heard, in epoch milliseconds of the shared clock. */
export const heard = signal<number>();
/** The checks that took another status last. */
export const changes = signal<readonly BoardCheck[]>([]);

export const silentAgents = computed(() => silentOf(agents.value));
/** Whoever waits for a silent agent does not know either. */
export const worst = computed(() => {
  const silences = silentAgents.value.map(() => "stale" as const);
  return worstOf([...checks.value.map(({ status }) => status), ...silences]);
});

export function receiveBoard(document: BoardDocument): void {
  batch(() => {
    const first = board.peek() === undefined;
    board.value = document;
    agents.value = document.agents;
    update(mergeBoard(checks.peek(), document.checks), first);
  });
}

/** Returns whether all checks of the message are known; if not, the configuration has changed. */
export function receiveMessage(message: LiveMessage): boolean {
  const known = new Set(checks.peek().map(keyOf));
  batch(() => {
    adjustClock(Date.parse(message.now), true);
    if (message.agents) agents.value = message.agents;
    update(mergeStates(checks.peek(), message.checks));
  });
  return message.checks.every((state) => known.has(keyOf(state)));
}

/** Results grow old also while nobody can tell. */
export function startExpiry(): void {
  effect(() => {
    const time = now.value;
    const next = expire(checks.peek(), time);
    if (next !== checks.peek()) show(next);
    agents.value = expireAgents(agents.peek(), time);
  });
}

function update(next: readonly BoardCheck[], first = false): void {
  heard.value = now.peek();
  show(expire(next, now.peek()), first);
}

function show(next: readonly BoardCheck[], first = false): void {
  const before = new Map(checks.peek().map((check) => [keyOf(check), check.status]));
  checks.value = next;
  if (first) return;
  const changed = next.filter((check) => before.get(keyOf(check)) !== check.status);
  if (changed.length > 0) changes.value = changed;
}
