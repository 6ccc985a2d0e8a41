const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds before the next try: doubling up to half a minute, and spread by `random` in [0, 1), so that all
 * dashboards do not come back in the same instant after a deployment.
 */
export function reconnectDelayMs(tries: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  return ceiling / 2 + (random * ceiling) / 2;
}
