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

/**
 * Ticks now, and then every so many seconds until `signal` ends it. As Cloudflare's clock, it does not wait for a tick to
 * end before the next. Rejects if the Worker is gone.
 */
export function runScheduler({ url, seconds, terminal, signal }: SchedulerOptions): Promise<void> {
  const tick = async () => {
    const response = await fetch(url + SCHEDULED, { signal });
    const text = await response.text();
    if (!response.ok) terminal.warn(`Cannot tick: status ${response.status}, ${text.split("\n")[0]}\n`);
  };
  return new Promise((resolve, reject) => {
    // Once it has been told to end, a tick that was cut off is no failure: the promise is settled.
    const start = () => void tick().catch(reject);
    const timer = setInterval(start, seconds * 1000);
    const end = () => {
      clearInterval(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
    start();
  });
}
