import * as z from "zod";
import type { CheckContext } from "#check";
import { parseDocument } from "../_document.ts";
import { placeOf } from "../_http_url.ts";
import { readAnswer } from "./_answer.ts";

// A server that always has one more page must not be asked for ever.
const MAX_PAGES = 1000;

export interface PageOptions<S> {
  readonly init: RequestInit;
  /** The schema of one item. */
  readonly item: S;
  readonly onlyFirst: boolean;
}

/** The `data` of a list, page by page, as Kinto's header `Next-Page` tells where the next one is. */
export async function* eachPage<S extends z.ZodType>(
  ctx: CheckContext,
  url: string,
  { init, item, onlyFirst }: PageOptions<S>,
): AsyncGenerator<z.output<S>[]> {
  const page = z.object({ data: z.array(item) });
  let next: string | undefined = url;
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw new RangeError(`Cannot read ${placeOf(url)}: over ${MAX_PAGES} pages`);
    const response: Response = await ctx.fetch(next, init);
    yield parseDocument(await readAnswer(response, next), page, placeOf(url)).data;
    next = onlyFirst ? undefined : nextPage(response, url);
  }
}

/** The credentials are for the server, and for no other that a header may name. */
function nextPage({ headers }: Response, url: string): string | undefined {
  const next = headers.get("next-page");
  if (next === null) return undefined;
  if (!URL.canParse(next, url) || new URL(next, url).origin !== new URL(url).origin)
    throw new TypeError(`Cannot read ${placeOf(url)}: its next page is on another server`);
  return new URL(next, url).href;
}
