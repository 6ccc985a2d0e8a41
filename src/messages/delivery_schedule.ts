/** How one attempt to tell somebody ended. */
export type Attempt =
  | { readonly status: "delivered" }
  /** It may work later. */
  | { readonly status: "unreached"; readonly error: string; readonly retryAfterMs?: number }
  /** It will never work: the receiver does not take this message, or not from us. */
  | { readonly status: "refused"; readonly error: string };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

// From there on a receiver that comes back hears of it within half an hour.
const MAX_PAUSE_MS = 30 * MINUTE_MS;

/** What nobody could be told for a day is news no more. */
export const GIVE_UP_MS = DAY_MS;

// Some two hours of attempts. From then on it may be the message that a receiver cannot take.
const PATIENT_ATTEMPTS = 8;

/** Whether a message that failed so often still holds up those behind it: in order, they make more sense. */
export function isPatient(attempts: number): boolean {
  return attempts < PATIENT_ATTEMPTS;
}

/**
 * Milliseconds until the next attempt after `attempts` of them failed: 30 s, 1 min, 2 min … 30 min, a quarter of it by
 * chance, so that receivers that went down together are not asked together. A receiver's own wish comes first.
 */
export function pauseMs(
  attempts: number,
  { retryAfterMs, random }: { retryAfterMs: number | undefined; random: () => number },
): number {
  const backoff = Math.min(MAX_PAUSE_MS, (MINUTE_MS / 2) * 2 ** Math.min(attempts - 1, 10));
  const pause = backoff * (1 - random() / 4);
  return retryAfterMs === undefined ? pause : Math.max(retryAfterMs, 0);
}

/** What the status of an answer means: only what may pass by itself is worth another attempt. */
export function attemptOf({ status, headers }: Pick<Response, "status" | "headers">, now: number): Attempt {
  if (status >= 200 && status < 300) return { status: "delivered" };
  const error = `it answered ${status}`;
  if (status >= 300 && status < 400)
    return { status: "refused", error: `${error}, and redirects are not followed` };
  if (status < 500 && status !== 408 && status !== 429) return { status: "refused", error };
  const wish = retryAfter(headers.get("retry-after"), now);
  return { status: "unreached", error, ...(wish !== undefined && { retryAfterMs: wish }) };
}

/** RFC 9110 §10.2.3, and the fractions of a second that Discord sends. At most a day: then it is given up anyway. */
function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : dateOf(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), DAY_MS) : undefined;
}

/** RFC 9110 §5.6.7; `Date.parse` alone would make a year of "-1". */
function dateOf(header: string): number {
  return header.endsWith(" GMT") ? Date.parse(header) : Number.NaN;
}
