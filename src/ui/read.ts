const TIMEOUT_MS = 20_000;

/** JSON of this server, whatever its status, and the time by the server's clock, NaN where it does not tell. */
export async function readJson(path: string, signal?: AbortSignal): Promise<{ body: unknown; date: number }> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(path, {
    // The browser's own copy may be a minute old: ask whether it still holds.
    cache: "no-cache",
    headers: { accept: "application/json" },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const date = Date.parse(response.headers.get("date") ?? "");
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json"))
    throw new TypeError(`Cannot read ${path}: answered ${response.status}, not JSON`);
  return { body: await response.json(), date };
}
