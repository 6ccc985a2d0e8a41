import { setInterval as every } from "node:timers/promises";
import type { World } from "./world.ts";

const INTERVAL_MS = 5_000;

export interface Pinging {
  /** The URL of the check that waits for the pings: `…/checks/{project}/{check}`. */
  readonly url: string;
  readonly token: string;
  /** Ends the job. */
  readonly signal: AbortSignal;
}

/** A scheduled job that tells of itself: it pings its check whenever it is done. Resolves when `signal` ends it. */
export async function runBackups({ isBroken }: World, { url, token, signal }: Pinging): Promise<void> {
  const ping = async () => {
    const failed = isBroken("backup");
    const message = failed ? "pg_dump: connection to the database was refused" : "18,204 rows saved";
    const headers = { authorization: `Bearer ${token}` };
    const init = { method: "POST", headers, body: message, signal };
    // Nobody waits for a job whose observer is away: it goes on.
    const response = await fetch(failed ? `${url}/ping/fail` : `${url}/ping`, init).catch(() => undefined);
    await response?.body?.cancel();
  };
  await ping();
  try {
    for await (const _ of every(INTERVAL_MS, undefined, { signal })) await ping();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
