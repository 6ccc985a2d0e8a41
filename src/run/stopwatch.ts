// One for all: making one costs more than all else that a run ends with.
const OVER = new DOMException("Cannot go on: the run is over", "AbortError");

/** The time limit of one run. It stands still while the run only waits for a connection. */
export interface Stopwatch {
  readonly signal: AbortSignal;
  /** Marks the time until `pending` settles as waiting for a connection. */
  queueing<T>(pending: Promise<T>): Promise<T>;
  /** From now until the returned function is called the clock runs, whatever else waits. */
  working(): () => void;
  /** Ends the run from outside with `reason`. */
  abort(reason: unknown): void;
  /** Milliseconds left. */
  remaining(): number;
  /** Ends what the run may have left behind: its requests and its waits. */
  stop(): void;
}

/** Starts a run's clock. After `limitMs` of it `signal` is aborted with a `TimeoutError`. */
export function startStopwatch(limitMs: number, now: () => number): Stopwatch {
  const controller = new AbortController();
  const clock = createClock(now, { limitMs, expire: () => controller.abort(timeoutError(limitMs)) });
  let queued = 0;
  let active = 0;

  function update(): void {
    // A timer that nobody needs would keep a Durable Object in memory.
    if (controller.signal.aborted || (queued > 0 && active === 0)) clock.pause();
    else clock.resume();
  }

  update();
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
    working() {
      let busy = true;
      active += 1;
      update();
      return () => {
        if (!busy) return;
        busy = false;
        active -= 1;
        update();
      };
    },
    abort: (reason) => controller.abort(reason),
    remaining: () => limitMs - clock.elapsed(),
    stop() {
      controller.abort(OVER);
      update();
    },
  };
}

interface Clock {
  readonly pause: () => void;
  readonly resume: () => void;
  readonly elapsed: () => number;
}

/** Calls `expire` once it has run for `limitMs`. It stands still at first. */
function createClock(now: () => number, limit: { limitMs: number; expire: () => void }): Clock {
  let spent = 0;
  let runningSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const elapsed = () => spent + (runningSince === undefined ? 0 : now() - runningSince);
  function pause(): void {
    spent = elapsed();
    runningSince = undefined;
    clearTimeout(timer);
  }
  function resume(): void {
    if (runningSince !== undefined) return;
    runningSince = now();
    timer = setTimeout(limit.expire, Math.max(0, limit.limitMs - spent));
  }
  return { pause, resume, elapsed };
}

function timeoutError(limitMs: number): DOMException {
  return new DOMException(`Cannot tell within ${limitMs / 1000} s: the run was ended`, "TimeoutError");
}
