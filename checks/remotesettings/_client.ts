import * as z from "zod";
import type { CheckContext, JsonObject } from "#check";
import { parseDocument } from "../_document.ts";
import { HttpUrl, placeOf } from "../_http_url.ts";
import { createRequests, type Params } from "./_requests.ts";
import { Timestamp } from "./_time.ts";

/** Base URL of a Remote Settings server, its version included: `https://…/v1`. */
export const Server = HttpUrl;
/** `user:password`, or a whole header such as `Bearer …`; empty to ask as anybody. */
export const Auth = z.string().regex(/^[^\r\n]*$/, "expected one line");

/** A collection, as `main/cfr` stands for it. */
export interface Place {
  readonly bucket: string;
  readonly collection: string;
}

/** A record as it is stored. */
export type StoredRecord = JsonObject & { readonly id: string };
export const StoredRecord = z.custom<StoredRecord>(isStoredRecord, "expected an object with an id");

/** What monitor/changes says of a collection. */
export const Entry = z.object({ bucket: z.string(), collection: z.string(), last_modified: Timestamp });
export type Entry = z.infer<typeof Entry>;

/** All that is published of a collection; `extend` it where the metadata are needed. */
export const Changeset = z.object({ timestamp: Timestamp, changes: z.array(StoredRecord) });
export type Changeset = z.infer<typeof Changeset>;

const Changes = z.object({ changes: z.array(z.unknown()) });
const Named = z.object({ bucket: z.string(), collection: z.string() });
const Collection = z.object({ id: z.string() });
const Group = z.object({ members: z.array(z.string()) });

export interface ChangesetOptions<S> {
  readonly schema: S;
  /** As monitor/changes says, to get the copy that Firefox gets; 0 for one that is a minute old at most. */
  readonly expected: number;
  readonly params?: Params;
}

export interface MonitorOptions {
  /** Asks with a URL that no cache has seen. */
  readonly bustCache?: boolean;
  readonly params?: Params;
}

/** A read-only client of one server. Of a document, what `schema` asks for is returned; all else is thrown. */
export interface Client {
  serverInfo<S extends z.ZodType>(schema: S): Promise<z.output<S>>;
  /** The metadata of a collection. */
  getCollection<S extends z.ZodType>(place: Place, schema: S, params?: Params): Promise<z.output<S>>;
  getCollections(bucket: string): Promise<readonly z.infer<typeof Collection>[]>;
  getRecords(place: Place, params?: Params): Promise<readonly StoredRecord[]>;
  /** The same page by page, where there may be more of them than fit in memory. */
  getRecordPages(place: Place, params?: Params): AsyncIterable<readonly StoredRecord[]>;
  getRecord<S extends z.ZodType>(place: Place, id: string, schema: S): Promise<z.output<S>>;
  /** Epoch milliseconds of the last change of the records. */
  getRecordsTimestamp(place: Place): Promise<number>;
  getChangeset<S extends z.ZodType>(place: Place, options: ChangesetOptions<S>): Promise<z.output<S>>;
  /** The same with numbers as they were written: integers beyond 2^53 are bigints. */
  getExactChangeset<S extends z.ZodType>(place: Place, options: ChangesetOptions<S>): Promise<z.output<S>>;
  /** Of a changeset its timestamp alone, whatever its size: the rest is not read. */
  getTimestamp(place: Place, options: Omit<ChangesetOptions<z.ZodType>, "schema">): Promise<number>;
  /** Every published collection, the latest change first. Throws if there is none: that is no good news. */
  getMonitorChanges(options?: MonitorOptions): Promise<readonly Entry[]>;
  /** All pages or, with a `_limit`, one. `item` is the schema of one entry. */
  getHistory<S extends z.ZodType>(bucket: string, item: S, params?: Params): Promise<z.output<S>[]>;
  getGroup(bucket: string, id: string): Promise<z.infer<typeof Group>>;
}

const MONITOR: Place = { bucket: "monitor", collection: "changes" };

export function createClient(ctx: CheckContext, url: string, auth = ""): Client {
  const server = url.replace(/\/+$/, "");
  const requests = createRequests(ctx, server, auth);

  return {
    serverInfo: (schema) => requests.get("/", schema),
    getCollection: (place, schema, params) => requests.getData(pathOf(place), schema, params),
    getCollections: (bucket) => requests.getAll(`${bucketPath(bucket)}/collections`, Collection),
    getRecords: (place, params) => requests.getAll(`${pathOf(place)}/records`, StoredRecord, params),
    getRecordPages: (place, params) => requests.getPages(`${pathOf(place)}/records`, StoredRecord, params),
    getRecord: (place, id, schema) =>
      requests.getData(`${pathOf(place)}/records/${encodeURIComponent(id)}`, schema),
    getRecordsTimestamp: (place) => requests.getVersion(`${pathOf(place)}/records`),
    getChangeset: (place, { schema, expected, params }) =>
      requests.get(`${pathOf(place)}/changeset`, schema, { ...params, _expected: expected }),
    getExactChangeset: (place, { schema, expected, params }) =>
      requests.getExact(`${pathOf(place)}/changeset`, schema, { ...params, _expected: expected }),
    getTimestamp: (place, { expected, params }) =>
      requests.getTimestamp(`${pathOf(place)}/changeset`, { ...params, _expected: expected }),
    async getMonitorChanges({ bustCache = false, params } = {}) {
      const expected = bustCache ? cacheBuster(ctx.now()) : 0;
      const path = `${pathOf(MONITOR)}/changeset`;
      const { changes } = await requests.get(path, Changes, { ...params, _expected: expected });
      if (changes.length > 0) return changes.map((change) => entryOf(change, placeOf(server + path)));
      throw new RangeError(`Cannot read ${placeOf(server + path)}: it lists no collection`);
    },
    getHistory: (bucket, item, params) => requests.getAll(`${bucketPath(bucket)}/history`, item, params),
    getGroup: (bucket, id) =>
      requests.getData(`${bucketPath(bucket)}/groups/${encodeURIComponent(id)}`, Group),
  };
}

/** Where an entry is wrong, its collection says more than its place in the list. */
function entryOf(change: unknown, source: string): Entry {
  const { success, data } = Named.safeParse(change);
  return parseDocument(change, Entry, success ? `${data.bucket}/${data.collection} in ${source}` : source);
}

function bucketPath(bucket: string): string {
  return `/buckets/${encodeURIComponent(bucket)}`;
}

function pathOf({ bucket, collection }: Place): string {
  return `${bucketPath(bucket)}/collections/${encodeURIComponent(collection)}`;
}

/** Servers keep copies of what begins with 9999 for a minute at most; another millisecond is another URL. */
function cacheBuster(now: Date): number {
  return 999_999_000_000 + (now.getTime() % 1_000_000);
}

function isStoredRecord(value: unknown): value is StoredRecord {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
