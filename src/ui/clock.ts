import { signal } from "@preact/signals";

const TICK_MS = 1000;

/** The one clock of the page: the server's time in epoch milliseconds, a second exact. */
export const now = signal(Date.now());

let skewMs: number | undefined;

/**
 * Follows the server's clock: the machine of the reader may be minutes off. A message is `exact`; an answer may come
 * from a cache or late, and then tells too early a time: of several the latest is the best.
 */
export function adjustClock(serverMs: number, exact = false): void {
  if (Number.isNaN(serverMs)) return;
  const sample = serverMs - Date.now();
  skewMs = skewMs === undefined || exact ? sample : Math.max(skewMs, sample);
  tick();
}

export function startClock(): void {
  setInterval(tick, TICK_MS);
  // Browsers slow the timers of hidden pages down to one a minute.
  document.addEventListener("visibilitychange", tick);
}

function tick(): void {
  now.value = Date.now() + (skewMs ?? 0);
}
