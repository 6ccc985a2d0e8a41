import { setInterval as every } from "node:timers/promises";
import type { Terminal } from "./terminal.ts";

// Where the local runtime takes the place of Cloudflare's clock.
const SCHEDULED = "/cdn-cgi/local/scheduled?cron=*+*+*+*+*";

export interface SchedulerOptions {
  /** Of the Worker, without a slash at the end. */
  readonly url: string;
  /** Between two ticks. */
  readonly seconds: number;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Ticks now, and then every so many seconds until `signal` ends it. Rejects if the Worker is gone. */
export async function runScheduler({ url, seconds, terminal, signal }: SchedulerOptions): Promise<void> {
  const tick = async () => {
    const response = await fetch(url + SCHEDULED, { signal });
    const text = await response.text();
    if (!response.ok) terminal.warn(`Cannot tick: status ${response.status}, ${text.split("\n")[0]}\n`);
  };
  try {
    await tick();
    for await (const _ of every(seconds * 1000, undefined, { signal })) await tick();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
