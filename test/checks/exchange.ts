// Reads the exchanges of test/corpus: what was asked of a recorded server, and what it answered.
import { globSync, readFileSync } from "node:fs";
import * as z from "zod";

const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  /** Below the folder of the exchanges. */
  bodyFile: z.string().optional(),
  bodyBase64: z.string().optional(),
});
type Answer = z.infer<typeof Answer>;

/** Another exchange that ended the same. */
const Same = z.object({ sameAs: z.string() });

const Request = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
});

const Exchange = z.object({
  request: Request,
  response: z.union([Answer, Same]).optional(),
  error: z.object({ message: z.string() }).optional(),
});
export type Exchange = z.infer<typeof Exchange>;

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly user: string | null;
}

/** The exchanges of one area of the corpus, as they stand in a folder. */
export interface Exchanges {
  /** `node#46`: the file and the index in it. */
  readonly byId: (id: string) => Exchange;
  /** Any that a user (the header `Authorization`) asked for. */
  readonly find: (asked: Asked) => Exchange | undefined;
  /** A new response each time; rejects as `fetch` does where none came. */
  readonly answer: (exchange: Exchange | undefined) => Response;
}

const opened = new Map<string, Exchanges>();

export function openExchanges(folder: string): Exchanges {
  const exchanges = opened.get(folder) ?? readExchanges(folder);
  opened.set(folder, exchanges);
  return exchanges;
}

function readExchanges(folder: string): Exchanges {
  const files = new Map<string, readonly Exchange[]>();

  function byId(id: string): Exchange {
    const [server = "", index] = id.split("#");
    const file = files.get(server) ?? readFile(`${folder}/${server}.json`);
    files.set(server, file);
    const exchange = file[Number(index)];
    if (!exchange) throw new RangeError(`Cannot replay ${id}: no such exchange`);
    return exchange;
  }

  function answer(exchange: Exchange | undefined): Response {
    const { response, error } = exchange ?? {};
    if (!response) throw new TypeError("fetch failed", { cause: new Error(error?.message ?? "refused") });
    if ("sameAs" in response) return answer(byId(response.sameAs));
    const body = bodyOf(folder, response);
    return new Response(body.length > 0 ? body : null, response);
  }

  let index: ReadonlyMap<string, Exchange> | undefined;
  function find({ method, url, user }: Asked): Exchange | undefined {
    index ??= new Map(allIn(folder).map((exchange) => [userKeyOf(exchange), exchange]));
    return index.get(`${user} ${keyOf({ method, url })}`);
  }

  return { byId, answer, find };
}

/** The recorder wrote URLs before they were encoded and without the path "/", and what is random as it came. */
export function keyOf({ method, url }: { method: string; url: string }): string {
  const [place = "", ...query] = decodeURIComponent(new URL(url).href.replaceAll("+", " ")).split(/[?&]/);
  return [method, place, ...query.map(plain).sort()].join(" ");
}

/** The original sent whole numbers as floats. */
function plain(parameter: string): string {
  return parameter.replace(/^_expected=999\d{9}$/, "_expected=random").replace(/=(\d+)\.0$/, "=$1");
}

function userKeyOf({ request }: Exchange): string {
  return `${request.headers.Authorization ?? null} ${keyOf(request)}`;
}

function allIn(folder: string): Exchange[] {
  return globSync(`${folder}/*.json`)
    .sort()
    .flatMap((file) => readFile(file));
}

/** Some files hold no exchanges but what is known of the servers. */
function readFile(file: string): readonly Exchange[] {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Array.isArray(content) ? z.array(Exchange).parse(content) : [];
}

function bodyOf(folder: string, { body = "", bodyFile, bodyBase64 }: Answer): Uint8Array<ArrayBuffer> {
  if (bodyFile !== undefined) return Uint8Array.from(readFileSync(`${folder}/${bodyFile}`));
  return Uint8Array.from(Buffer.from(bodyBase64 ?? body, bodyBase64 === undefined ? "utf8" : "base64"));
}
