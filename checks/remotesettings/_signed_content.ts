import * as z from "zod";
import { HttpUrl } from "../_http_url.ts";
import { canonicalJson, compareCodePoints } from "./_canonical_json.ts";
import type { Exact } from "./_exact_json.ts";
import { Timestamp } from "./_time.ts";

type ExactRecord = { readonly [key: string]: Exact } & { readonly id: string };
const ExactRecord = z.custom<ExactRecord>(isRecord, "expected an object with an id");

/** What signatures are made of. Numbers must be as they were written. */
export const SignedContent = z.object({ timestamp: Timestamp, changes: z.array(ExactRecord) });
export type SignedContent = z.infer<typeof SignedContent>;

/** A signature over a content, and where the chain is that vouches for it. */
export const ContentSignature = z.object({
  /** base64url */
  signature: z.string(),
  x5u: HttpUrl,
});
export type ContentSignature = z.infer<typeof ContentSignature>;

/**
 * The text that is signed: of all records in the order of their ids, and of the timestamp. It comes record by record: one
 * text of all would be in memory twice while it is written.
 */
export function* contentOf({ timestamp, changes }: SignedContent): Generator<string> {
  yield '{"data":[';
  let separator = "";
  for (const record of changes.toSorted((one, other) => compareCodePoints(one.id, other.id))) {
    yield separator + canonicalJson(record);
    separator = ",";
  }
  yield `],"last_modified":"${timestamp}"}`;
}

function isRecord(value: unknown): value is ExactRecord {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
