import { placeOf } from "../_http_url.ts";
import { refuse } from "./_answer.ts";

// What stands beside the metadata and the records of a changeset: braces, three names and a number.
const MAX_OUTLINE_LENGTH = 10_000;
const TOKENS = /["\\{}[\]]|[^"\\{}[\]]+/g;

/** The `timestamp` of a changeset, read no further than there: servers write it before the records. */
export async function readTimestamp(response: Response, url: string): Promise<number> {
  if (!response.ok) throw refuse(response, url);
  const outlineOf = createOutline();
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const outline = outlineOf(decoder.decode(chunk, { stream: true }));
    const [, timestamp] = /"timestamp"\s*:\s*(\d{1,15})\s*[,}]/.exec(outline) ?? [];
    if (timestamp !== undefined) return Number(timestamp);
    if (outline.length > MAX_OUTLINE_LENGTH || !/^\s*(\{|$)/.test(outline)) break;
  }
  throw new TypeError(`Cannot read ${placeOf(url)}: timestamp: expected int`);
}

/** Takes a JSON text piece by piece, and gives what of it is within one brace and no other: `{"a":,"b":1`. */
function createOutline(): (piece: string) => string {
  let outline = "";
  let depth = 0;
  let state: "outside" | "string" | "escape" = "outside";
  return (piece) => {
    for (const [token] of piece.matchAll(TOKENS)) {
      const before = depth;
      if (state === "outside") depth += depthOf(token);
      if (Math.max(before, depth) <= 1) outline += token;
      state = nextState(state, token);
    }
    return outline;
  };
}

function depthOf(token: string): number {
  if (token === "{" || token === "[") return 1;
  return token === "}" || token === "]" ? -1 : 0;
}

function nextState(state: "outside" | "string" | "escape", token: string) {
  if (state === "escape") return "string";
  if (token === '"') return state === "string" ? "outside" : "string";
  return state === "string" && token === "\\" ? "escape" : state;
}
