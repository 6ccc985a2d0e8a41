import * as z from "zod";
import type { CheckContext } from "#check";
import { parseDocument } from "../_document.ts";
import { placeOf } from "../_http_url.ts";
import { type ParseText, readAnswer, refuse } from "./_answer.ts";
import { parseExactJson } from "./_exact_json.ts";
import { eachPage } from "./_pages.ts";
import { readTimestamp } from "./_timestamp.ts";

/** Query parameters; a list repeats its name. Integers stay integers: the original sent floats. */
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** Asks one server, as one user. Whatever is not 2xx, not JSON, or not as the schema says, is thrown. */
export interface Requests {
  get<S extends z.ZodType>(path: string, schema: S, params?: Params): Promise<z.output<S>>;
  /** The same with numbers as they were written: integers beyond 2^53 are bigints. */
  getExact<S extends z.ZodType>(path: string, schema: S, params?: Params): Promise<z.output<S>>;
  /** The object within `data`. */
  getData<S extends z.ZodType>(path: string, schema: S, params?: Params): Promise<z.output<S>>;
  /** The list within `data`, of `item`s, page by page. */
  getPages<S extends z.ZodType>(path: string, item: S, params?: Params): AsyncIterable<z.output<S>[]>;
  /** The same as a whole: all pages or, with a `_limit`, one. */
  getAll<S extends z.ZodType>(path: string, item: S, params?: Params): Promise<z.output<S>[]>;
  /** The `timestamp` of a changeset, of which no more is read. */
  getTimestamp(path: string, params?: Params): Promise<number>;
  /** Epoch milliseconds, as the `ETag` says. */
  getVersion(path: string): Promise<number>;
}

const Wrapped = z.object({ data: z.unknown() });

export function createRequests(ctx: CheckContext, server: string, auth: string): Requests {
  const init = { headers: { accept: "application/json", ...authorization(auth) } };
  const urlOf = (path: string, params: Params = {}) => {
    const query = new URLSearchParams(
      Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
    );
    return query.size === 0 ? server + path : `${server}${path}?${query}`;
  };

  const reader =
    (parse: ParseText) =>
    async <S extends z.ZodType>(path: string, schema: S, params?: Params): Promise<z.output<S>> => {
      const url = urlOf(path, params);
      return parseDocument(await readAnswer(await ctx.fetch(url, init), url, parse), schema, placeOf(url));
    };
  const get = reader(JSON.parse);

  const getPages = <S extends z.ZodType>(path: string, item: S, params: Params = {}) =>
    eachPage(ctx, urlOf(path, params), { init, item, onlyFirst: Object.hasOwn(params, "_limit") });

  return {
    get,
    getExact: reader(parseExactJson),
    async getData(path, schema, params) {
      const { data } = await get(path, Wrapped, params);
      return parseDocument(data, schema, placeOf(urlOf(path)));
    },
    getPages,
    async getAll(path, item, params) {
      const pages: z.output<typeof item>[][] = [];
      for await (const page of getPages(path, item, params)) pages.push(page);
      return pages.flat();
    },
    getTimestamp(path, params) {
      const url = urlOf(path, params);
      return ctx.stream(url, init, (response) => readTimestamp(response, url));
    },
    async getVersion(path) {
      const response = await ctx.fetch(urlOf(path), { ...init, method: "HEAD" });
      return versionOf(response, urlOf(path));
    },
  };
}

/** A colon tells a password from a whole header. An empty header would be answered with a 401. */
function authorization(auth: string): Record<string, string> {
  if (auth === "") return {};
  return { authorization: auth.includes(":") ? `Basic ${base64(auth)}` : auth };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function versionOf(response: Response, url: string): number {
  if (!response.ok) throw refuse(response, url);
  const etag = response.headers.get("etag");
  const [, version] = /^(?:W\/)?"(\d{1,15})"$/.exec(etag ?? "") ?? [];
  if (version !== undefined) return Number(version);
  throw new TypeError(
    `Cannot read ${placeOf(url)}: ${etag === null ? "no ETag" : "its ETag is no timestamp"}`,
  );
}
