import { canonical } from "../_same_json.ts";
import type { StoredRecord } from "./_client.ts";
import { fingerprint } from "./_fingerprint.ts";

const SHOWN_IDS = 5;

/** The fingerprints of a collection's records, by id: those of 100,000 records fit in memory where these do not. */
export type Contents = ReadonlyMap<string, number>;

/** What would have to be done to `destination` to make it `source`, by the ids of the records. */
export interface Diff {
  /** In the source alone, in its order. */
  readonly create: readonly string[];
  /** In both, and different. */
  readonly update: readonly string[];
  /** In the destination alone, in its order. */
  readonly remove: readonly string[];
}

/** What the records say, whenever they were written and under whatever schema. */
export async function readContents(pages: AsyncIterable<readonly StoredRecord[]>): Promise<Contents> {
  const contents = new Map<string, number>();
  for await (const page of pages) {
    for (const { last_modified, schema, ...content } of page) {
      contents.set(content.id, fingerprint(canonical(content)));
    }
  }
  return contents;
}

export function collectionDiff(source: Contents, destination: Contents): Diff {
  const ids = [...source.keys()];
  return {
    create: ids.filter((id) => !destination.has(id)),
    update: ids.filter((id) => destination.has(id) && destination.get(id) !== source.get(id)),
    remove: [...destination.keys()].filter((id) => !source.has(id)),
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

function phrase(ids: readonly string[], what: string): string {
  if (ids.length === 0) return "";
  const shown = ids.slice(0, SHOWN_IDS).map(quoted);
  const more = ids.length > SHOWN_IDS ? "..." : "";
  return `${ids.length} record${ids.length > 1 ? "s" : ""} ${what} (${shown.join(", ")}${more})`;
}

/** As Python shows a string. */
function quoted(id: string): string {
  return id.includes("'") ? `"${id}"` : `'${id}'`;
}
