import type { BoardDocument } from "../../show/board_document.ts";

/** A page that waits longer for the state of the checks asks for it itself. */
const PATIENCE_MS = 1000;
/** Where the state goes, in index.html: into a script element that is data. */
const PLACE = 'id="board">';

/** The parts of a page. */
export interface PageParts {
  readonly page: Promise<Response>;
  readonly board: Promise<BoardDocument>;
}

/** The page with the state of the checks in it, so that its first paint needs no second request; without, if need be. */
export async function pageWithBoard({ page, board }: PageParts): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
  const [plain, document] = await Promise.all([page, Promise.race([board.catch(() => undefined), late])]);
  if (!plain.ok || !document) return plain;
  const html = await plain.text();
  const filled = html.replace(PLACE, () => PLACE + scriptData(document));
  return new Response(filled, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
  });
}

/** JSON that may stand within a script element: no "<" in it can end that. */
export function scriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
