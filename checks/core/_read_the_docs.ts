import * as z from "zod";
import type { CheckContext } from "#check";
import { fetchDocument, parseDocument } from "../_document.ts";

export interface BuildsRequest {
  readonly slug: string;
  /** Of an account that may read the project; without one the public page is read. */
  readonly token: string;
}

const Builds = z.object({ results: z.array(z.object({ commit: z.string().nullable() })) });

// A build has no commit until it has been checked out.
const RECENT_ROWS = 5;

/** The commit of the latest build that has one. */
export async function fetchLatestBuild(ctx: CheckContext, request: BuildsRequest): Promise<string> {
  const commit = request.token ? await fromApi(ctx, request) : await fromPage(ctx, request);
  if (commit === undefined) {
    throw new RangeError(`Cannot read the builds of ${request.slug} on Read the Docs: none has a commit`);
  }
  return commit;
}

async function fromApi(ctx: CheckContext, { slug, token }: BuildsRequest): Promise<string | undefined> {
  const url = `https://readthedocs.org/api/v3/projects/${encodeURIComponent(slug)}/builds/`;
  const document = await fetchDocument(ctx, url, { headers: { authorization: `Token ${token}` } });
  const { results } = parseDocument(document, Builds, `the builds of ${slug} on Read the Docs`);
  return results.find(({ commit }) => commit)?.commit ?? undefined;
}

async function fromPage(ctx: CheckContext, { slug }: BuildsRequest): Promise<string | undefined> {
  const url = `https://app.readthedocs.org/projects/${encodeURIComponent(slug)}/builds/`;
  const rows = firstRows(String(await fetchDocument(ctx, url)));
  if (rows === undefined) {
    throw new SyntaxError(`Cannot read the builds of ${slug} on Read the Docs: no table on the page`);
  }
  const commits = rows.map((row) => /<a\s[^>]*href="[^"]*\/commit\/([^"/?#]+)/i.exec(row)?.[1]);
  return commits.find((commit) => commit !== undefined);
}

/**
 * The first rows of the first table. Cutting at tags is enough for a page that a machine writes, and spares the Worker
 * an HTML parser; what it cannot read is an error, never a wrong commit.
 */
function firstRows(html: string): string[] | undefined {
  const visible = html.split("<!--").map((part, index) => (index === 0 ? part : part.split("-->")[1]));
  const [, table] = visible.join("").split(/<table[\s>]/i);
  const [body] = table?.split(/<\/table>/i) ?? [];
  return body?.split(/<tr[\s>]/i).slice(1, 1 + RECENT_ROWS);
}
