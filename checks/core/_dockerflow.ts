import * as z from "zod";
import type { CheckContext } from "#check";
import { fetchDocument, parseDocument } from "../_document.ts";
import { placeOf } from "../_http_url.ts";

const Version = {
  version: z.object({ version: z.string() }).transform(({ version }) => version),
  commit: z.object({ commit: z.string() }).transform(({ commit }) => commit),
};

/** A field of the document that Dockerflow wants at `/__version__`. Throws where there is no such field. */
export async function fetchDeployed(
  ctx: CheckContext,
  server: string,
  field: keyof typeof Version,
): Promise<string> {
  const url = `${server.replace(/\/+$/, "")}/__version__`;
  return parseDocument(await fetchDocument(ctx, url), Version[field], placeOf(url));
}
