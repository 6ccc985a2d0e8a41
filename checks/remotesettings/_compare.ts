import { sameJson } from "../_same_json.ts";
import type { StoredRecord } from "./_client.ts";

const SHOWN_IDS = 5;

/** What would have to be done to `destination` to make it `source`. */
export interface Diff {
  /** In the source alone, in its order. */
  readonly create: readonly StoredRecord[];
  /** In both, and different: as they are in the source. */
  readonly update: readonly StoredRecord[];
  /** In the destination alone, in its order. */
  readonly remove: readonly StoredRecord[];
}

/** Whether two records say the same, whenever they were written. */
export function recordsEqual(one: StoredRecord, other: StoredRecord): boolean {
  return sameJson(contentOf(one), contentOf(other));
}

export function collectionDiff(source: readonly StoredRecord[], destination: readonly StoredRecord[]): Diff {
  const there = new Map(destination.map((record) => [record.id, record]));
  const here = new Set(source.map(({ id }) => id));
  return {
    create: source.filter(({ id }) => !there.has(id)),
    update: source.filter((record) => {
      const copy = there.get(record.id);
      return copy !== undefined && !recordsEqual(record, copy);
    }),
    remove: destination.filter(({ id }) => !here.has(id)),
  };
}

export function isEmptyDiff({ create, update, remove }: Diff): boolean {
  return create.length + update.length + remove.length === 0;
}

/** The differences in words; `left` and `right` name the source and the destination of the diff. */
export function humanDiff(left: string, right: string, { create, update, remove }: Diff): string {
  const phrases = [
    phrase(create, `present in ${left} but missing in ${right}`),
    phrase(update, `differ between ${left} and ${right}`),
    phrase(remove, `present in ${right} but missing in ${left}`),
  ];
  return phrases.filter((text) => text !== "").join(", ");
}

function phrase(records: readonly StoredRecord[], what: string): string {
  if (records.length === 0) return "";
  const ids = records.slice(0, SHOWN_IDS).map(({ id }) => quoted(id));
  const more = records.length > SHOWN_IDS ? "..." : "";
  return `${records.length} record${records.length > 1 ? "s" : ""} ${what} (${ids.join(", ")}${more})`;
}

/** As Python shows a string. */
function quoted(id: string): string {
  return id.includes("'") ? `"${id}"` : `'${id}'`;
}

function contentOf({ last_modified, schema, ...content }: StoredRecord) {
  return content;
}
