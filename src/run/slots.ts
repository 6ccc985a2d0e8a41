import type { Release } from "../host.ts";

interface Waiter {
  readonly grant: (release: Release) => void;
}

/** A pool of connections shared fairly: one slot to each owner in turn, however many each has asked for. */
export interface Slots {
  /** Resolves with the release of one slot; rejects with the signal's reason once `signal` is aborted. */
  acquire(owner: object, signal: AbortSignal): Promise<Release>;
  readonly waiting: () => number;
}

/** A Durable Object has six outgoing connections; a seventh request would wait in the platform, its timer running. */
export const WORKER_SLOTS = 6;

export function createSlots(size: number): Slots {
  let free = size;
  // Insertion order is the order of turns: an owner that was served goes to the end.
  const queues = new Map<object, Waiter[]>();

  function grantNext(): void {
    const next = queues.entries().next().value;
    if (!next || free === 0) return;
    const [owner, queue] = next;
    const waiter = queue.shift();
    queues.delete(owner);
    if (queue.length > 0) queues.set(owner, queue);
    if (waiter) waiter.grant(take());
  }

  function take(): Release {
    free -= 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      grantNext();
    };
  }

  function acquire(owner: object, signal: AbortSignal): Promise<Release> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (free > 0) return Promise.resolve(take());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        grant(release) {
          signal.removeEventListener("abort", leave);
          resolve(release);
        },
      };
      const leave = () => {
        remove(queues, owner, waiter);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      queues.set(owner, [...(queues.get(owner) ?? []), waiter]);
    });
  }

  return { acquire, waiting: () => [...queues.values()].flat().length };
}

function remove(queues: Map<object, Waiter[]>, owner: object, waiter: Waiter): void {
  const rest = (queues.get(owner) ?? []).filter((other) => other !== waiter);
  if (rest.length > 0) queues.set(owner, rest);
  else queues.delete(owner);
}
