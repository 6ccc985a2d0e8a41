import * as z from "zod";
import type { CheckContext, Json, JsonObject } from "#check";
import { HttpUrl, placeOf } from "../core/_http_url.ts";
import { fetchPages, parseAs, readAnswer } from "./_answer.ts";
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

/** Query parameters. Integers stay integers: the original sent floats. */
export type Params = Readonly<Record<string, string | number>>;

const StoredRecord = z.custom<StoredRecord>(isStoredRecord, "expected an object with an id");
/** A record as it is stored. */
export type StoredRecord = JsonObject & { readonly id: string };

const Entry = z.object({ bucket: z.string(), collection: z.string(), last_modified: Timestamp });
/** What monitor/changes says of a collection. */
export type Entry = z.infer<typeof Entry>;

const Group = z.object({ members: z.array(z.string()) });

/** What a changeset of records is; `schema.metadata` may ask for more. */
export const Changeset = z.object({ timestamp: Timestamp, changes: z.array(StoredRecord) });
export type Changeset = z.infer<typeof Changeset>;

export interface ChangesetOptions<S> {
  readonly schema: S;
  /** As monitor/changes says, so that it is the copy that Firefox gets; `0` asks for a copy of a minute. */
  readonly expected: number;
  readonly params?: Params;
}

/** A read-only client of one server. Whatever is not 2xx, not JSON or not as the schema says is thrown. */
export interface Client {
  readonly server: string;
  serverInfo<S extends z.ZodType>(schema: S): Promise<z.output<S>>;
  /** The metadata of a collection. */
  getCollection<S extends z.ZodType>(place: Place, schema: S, params?: Params): Promise<z.output<S>>;
  getCollections(bucket: string): Promise<readonly { readonly id: string }[]>;
  getRecords(place: Place, params?: Params): Promise<readonly StoredRecord[]>;
  getRecord<S extends z.ZodType>(place: Place, id: string, schema: S): Promise<z.output<S>>;
  /** Epoch milliseconds of the last change of the records. */
  getRecordsTimestamp(place: Place): Promise<number>;
  getChangeset<S extends z.ZodType>(place: Place, options: ChangesetOptions<S>): Promise<z.output<S>>;
  /** Every published collection, the latest change first. Throws if there is none: no data is no good news. */
  getMonitorChanges(options?: { bustCache?: boolean; params?: Params }): Promise<readonly Entry[]>;
  /** All pages, or, with a `_limit`, one. */
  getHistory<S extends z.ZodType>(bucket: string, schema: S, params?: Params): Promise<z.output<S>[]>;
  getGroup(bucket: string, id: string): Promise<{ readonly members: readonly string[] }>;
}

const MONITOR: Place = { bucket: "monitor", collection: "changes" };

export function createClient(ctx: CheckContext, url: string, auth = ""): Client {
  const server = url.replace(/\/+$/, "");
  const init = { headers: { accept: "application/json", ...authorization(auth) } };

  async function get<S extends z.ZodType>(path: string, schema: S, params: Params = {}): Promise<z.output<S>> {
    const target = urlOf(server, path, params);
    return parseAs(schema, await readAnswer(await ctx.fetch(target, init), target), target);
  }

  const getData = async <S extends z.ZodType>(path: string, schema: S, params?: Params) =>
    (await get(path, z.object({ data: schema }), params)).data;

  const getAll = <S extends z.ZodType>(path: string, schema: S, params: Params = {}) =>
    fetchPages(ctx, urlOf(server, path, params), { init, schema, onlyFirst: "_limit" in params });

  async function getMonitorChanges({ bustCache = false, params = {} } = {}): Promise<readonly Entry[]> {
    const expected = bustCache ? cacheBuster(ctx.now()) : 0;
    const path = `${pathOf(MONITOR)}/changeset`;
    const schema = z.object({ changes: z.array(Entry) });
    const { changes } = await get(path, schema, { ...params, _expected: expected });
    if (changes.length === 0) throw new RangeError(`Cannot read ${placeOf(server + path)}: no collection`);
    return changes;
  }

  return {
    server,
    serverInfo: (schema) => get("/", schema),
    getCollection: (place, schema, params) => getData(pathOf(place), schema, params),
    getCollections: (bucket) =>
      getAll(`/buckets/${encodeURIComponent(bucket)}/collections`, z.object({ id: z.string() })),
    getRecords: (place, params) => getAll(`${pathOf(place)}/records`, StoredRecord, params),
    getRecord: (place, id, schema) => getData(`${pathOf(place)}/records/${encodeURIComponent(id)}`, schema),
    getRecordsTimestamp: (place) => fetchTimestamp(ctx, urlOf(server, `${pathOf(place)}/records`), init),
    getChangeset: (place, { schema, expected, params }) =>
      get(`${pathOf(place)}/changeset`, schema, { _expected: expected, ...params }),
    getMonitorChanges,
    getHistory: (bucket, schema, params) =>
      getAll(`/buckets/${encodeURIComponent(bucket)}/history`, schema, params),
    getGroup: (bucket, id) =>
      getData(`/buckets/${encodeURIComponent(bucket)}/groups/${encodeURIComponent(id)}`, Group),
  };
}
