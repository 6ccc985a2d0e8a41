import * as z from "zod";
import type { Json } from "#check";
import { isoDate, parseTimestamp } from "../_date.ts";

/** What a URL was found to hold. */
export interface Found {
  readonly url: string;
  readonly value: Json;
}

const Times = z.record(z.string(), z.string());

/** What is known from earlier runs. It travels in the data: times as ISO 8601. */
const Memory = z.object({
  /** When the first URL was last seen to hold a value, by the value's fingerprint. */
  seen: Times.default({}),
  /** Since when a URL holds something that the first has not been seen to hold. */
  differing_since: Times.default({}),
});
export type Memory = z.output<typeof Memory>;

// A reference that changes with every run would be remembered for ever.
const MAX_SEEN = 50;

/** What is remembered in the data of the run before; undefined where there is none. */
export function recall(previous: Json | undefined): Memory | undefined {
  const parsed = Memory.safeParse(previous);
  return parsed.success && "seen" in Object(previous) ? parsed.data : undefined;
}

export interface Look {
  readonly reference: Found;
  /** Those that hold something else. */
  readonly differing: readonly Found[];
  readonly now: Date;
}

/** What to remember after a look: the newest values of the reference, and since when others differ from all of them. */
export async function remember(
  before: Memory | undefined,
  { reference, differing, now }: Look,
): Promise<Memory> {
  const { [await fingerprint(reference.value)]: _, ...rest } = before?.seen ?? {};
  const newest = Object.entries(rest).sort(([, one], [, other]) => (one < other ? 1 : -1));
  const seen = {
    [await fingerprint(reference.value)]: isoDate(now),
    ...Object.fromEntries(newest.slice(0, MAX_SEEN - 1)),
  };
  const differing_since = Object.fromEntries(
    differing.map(({ url }) => [url, before?.differing_since[url] ?? isoDate(now)]),
  );
  return { seen, differing_since };
}

/**
 * For how many seconds a URL has been behind the reference: since the reference ceased to hold what it holds, as far as
 * that was seen. Timestamps are no further behind than they are apart; at the first look anything else is not behind yet.
 */
export async function lagSeconds(
  copy: Found,
  { reference, now, before }: Look & { readonly before: Memory | undefined },
): Promise<number> {
  const apart = secondsApart(copy.value, reference.value);
  const since = before?.seen[await fingerprint(copy.value)] ?? before?.differing_since[copy.url];
  const behind = since === undefined ? undefined : (now.getTime() - Date.parse(since)) / 1000;
  if (behind === undefined) return before === undefined ? (apart ?? 0) : 0;
  return Math.min(behind, apart ?? behind);
}

function secondsApart(one: Json, other: Json): number | undefined {
  const [first, second] = [parseTimestamp(one), parseTimestamp(other)];
  return first === undefined || second === undefined ? undefined : Math.abs(first - second) / 1000;
}

/** Enough of a hash to tell the values of one document apart. */
export async function fingerprint(value: Json): Promise<string> {
  return (await sha256(value)).slice(0, 12);
}

/** Hexadecimal, of the value's JSON. */
export async function sha256(value: Json): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(value)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
