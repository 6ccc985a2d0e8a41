/** Wakes one loop: at the earliest time that it was set to. */
export interface Alarm {
  /** In so many milliseconds, unless it is due earlier. */
  setIn(ms: number): void;
  /** Resolves when it is due or `signal` is aborted; then it is not set any more. */
  wait(signal: AbortSignal): Promise<void>;
}

/** By a clock that nobody sets: a wall clock that jumps back an hour would make the loop sleep for it. */
export function createAlarm(): Alarm {
  let dueAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let ring = () => {};

  function arm(): void {
    clearTimeout(timer);
    if (dueAt < Number.POSITIVE_INFINITY)
      timer = setTimeout(() => ring(), Math.max(0, dueAt - performance.now()));
  }
  return {
    setIn(ms) {
      dueAt = Math.min(dueAt, performance.now() + ms);
      arm();
    },
    async wait(signal) {
      if (!signal.aborted) {
        await new Promise<void>((resolve) => {
          ring = resolve;
          signal.addEventListener("abort", ring, { once: true });
          arm();
        });
        signal.removeEventListener("abort", ring);
      }
      clearTimeout(timer);
      dueAt = Number.POSITIVE_INFINITY;
    },
  };
}
