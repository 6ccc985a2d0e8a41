/** What one try ended with. */
export type Attempt = { readonly response: Response } | { readonly error: unknown };

export interface RetryPolicy {
  readonly maxRetries: number;
  readonly random: () => number;
  readonly now: () => number;
}

// A server that asks for more patience than this gets its answer reported instead.
const MAX_RETRY_AFTER_MS = 5_000;

/**
 * Milliseconds to wait before the next try; undefined if this one stands. Network errors are tried again with full
 * jitter (up to 1 s, 2 s, 4 s …), a 429 or 503 when it says in `Retry-After` to come back soon. A 4xx is an answer, and
 * a time-out has had its time already.
 */
export function retryDelayMs(attempt: Attempt, tries: number, policy: RetryPolicy): number | undefined {
  if (tries > policy.maxRetries) return undefined;
  if ("response" in attempt) return retryAfterMs(attempt.response, policy.now());
  if (!isNetworkError(attempt.error)) return undefined;
  return policy.random() * 1000 * 2 ** (tries - 1);
}

function retryAfterMs({ status, headers }: Response, now: number): number | undefined {
  const header = headers.get("retry-after");
  if ((status !== 429 && status !== 503) || header === null) return undefined;
  const delay = /^\d+$/.test(header) ? Number(header) * 1000 : dateOf(header) - now;
  return delay <= MAX_RETRY_AFTER_MS ? Math.max(0, delay) : undefined;
}

/** RFC 9110 §5.6.7; `Date.parse` alone would make a year of "-1". */
function dateOf(header: string): number {
  return header.endsWith(" GMT") ? Date.parse(header) : Number.NaN;
}

/**
 * What we refuse ourselves has no cause: the next try would be refused again. Nor would a body that is too long (a
 * `RangeError`) be shorter.
 */
function isNetworkError(error: unknown): boolean {
  return error instanceof Error && error.cause !== undefined && !(error instanceof RangeError);
}
