import { placeOf } from "../_http_url.ts";

// A reason is for people; an error page may be long.
const MAX_REASON_LENGTH = 200;

/** How a text becomes a document. Throws a `SyntaxError`. */
export type ParseText = (text: string) => unknown;

/** The JSON of an answer. Throws unless it is 2xx and JSON, with what the server said of it. */
export async function readAnswer(
  response: Response,
  url: string,
  parse: ParseText = JSON.parse,
): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw refuse(response, url, reasonIn(text));
  try {
    return parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${placeOf(url)}: ${shapeOf(response, text)}`, { cause });
  }
}

/** What to throw for an answer that is not 2xx. */
export function refuse({ status }: Response, url: string, reason?: string): Error {
  return new Error(`Cannot read ${placeOf(url)}: status ${status}${reason ? `, ${reason}` : ""}`);
}

/** Kinto says why in `message`, and who is to blame in `error`. */
function reasonIn(text: string): string | undefined {
  const [, reason] = /"message"\s*:\s*"([^"\\]*)"/.exec(text.slice(0, 10_000)) ?? [];
  return reason?.slice(0, MAX_REASON_LENGTH);
}

function shapeOf({ headers }: Response, text: string): string {
  if (text.trim() === "") return "the answer is empty";
  const type = headers.get("content-type")?.split(";")[0];
  if (type === undefined || /\bjson$/.test(type)) return "the answer is not complete JSON";
  return `the answer is not JSON but ${type}`;
}
