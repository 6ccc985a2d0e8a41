const MAX_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;

/**
 * Milliseconds until the next attempt after `attempts` of them failed: 1 s, 2 s, 4 s … a minute, up to half of it less by
 * chance, so that agents that lost the same network do not come back together. What the Worker wishes comes first.
 */
export function pauseMs(attempts: number, { random, retryAfterMs = 0 }: BackoffOptions): number {
  const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10));
  return Math.max(pause * (1 - random() / 2), Math.min(retryAfterMs, MAX_PAUSE_MS));
}

export interface BackoffOptions {
  readonly random: () => number;
  readonly retryAfterMs?: number | undefined;
}
