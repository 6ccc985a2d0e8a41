const TIMEOUT_MS = 20_000;

interface Options {
  readonly signal?: AbortSignal;
  readonly method?: "GET" | "POST";
  /** For those who may more than read. */
  readonly token?: string;
  readonly timeoutMs?: number;
}

export interface Read {
  readonly status: number;
  readonly body: unknown;
  /** By the server's clock; NaN where it does not tell. */
  readonly date: number;
}

/** JSON of this server, whatever its status. */
export async function readJson(path: string, options: Options = {}): Promise<Read> {
  const { signal, method = "GET", token, timeoutMs = TIMEOUT_MS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(path, {
    method,
    // The browser's own copy may be a minute old: ask whether it still holds.
    cache: "no-cache",
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const date = Date.parse(response.headers.get("date") ?? "");
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json"))
    throw new TypeError(`Cannot read ${path}: answered ${response.status}, not JSON`);
  return { status: response.status, body: await response.json(), date };
}
