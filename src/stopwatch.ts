/** The time limit of one run. It stands still while the run only waits for a connection. */
export interface Stopwatch {
  readonly signal: AbortSignal;
  /** Marks the time until `pending` settles as waiting for a connection. */
  queueing<T>(pending: Promise<T>): Promise<T>;
  /** Marks the time until `pending` settles as work, during which the clock runs. */
  working<T>(pending: Promise<T>): Promise<T>;
  /** Ends the run from outside with `reason`. */
  abort(reason: unknown): void;
  /** Milliseconds left. */
  remaining(): number;
  stop(): void;
}

/** Starts a run's clock. After `limitMs` of it `signal` is aborted with a `TimeoutError`. */
export function startStopwatch(limitMs: number, now: () => number): Stopwatch {
  const controller = new AbortController();
  let queued = 0;
  let active = 0;
  let spent = 0;
  let runningSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const elapsed = () => spent + (runningSince === undefined ? 0 : now() - runningSince);
  const expire = () => controller.abort(timeoutError(limitMs));

  function update(): void {
    const starved = queued > 0 && active === 0;
    if (starved && runningSince !== undefined) pause();
    if (!starved && runningSince === undefined) resume();
  }
  function pause(): void {
    spent = elapsed();
    runningSince = undefined;
    clearTimeout(timer);
  }
  function resume(): void {
    runningSince = now();
    timer = setTimeout(expire, Math.max(0, limitMs - spent));
  }

  resume();
  return {
    signal: controller.signal,
    async queueing(pending) {
      queued += 1;
      update();
      try {
        return await pending;
      } finally {
        queued -= 1;
        update();
      }
    },
    async working(pending) {
      active += 1;
      update();
      try {
        return await pending;
      } finally {
        active -= 1;
        update();
      }
    },
    abort: (reason) => controller.abort(reason),
    remaining: () => limitMs - elapsed(),
    stop: () => clearTimeout(timer),
  };
}

function timeoutError(limitMs: number): DOMException {
  return new DOMException(`Cannot tell within ${limitMs / 1000} s: the run was ended`, "TimeoutError");
}
