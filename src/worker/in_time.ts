/** `work`, but no longer than `limitMs`: then it rejects with a TimeoutError, and `signal` is aborted. */
export async function inTime<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new DOMException(`no answer within ${limitMs / 1000} s`, "TimeoutError");
    controller.abort(error);
    expired.reject(error);
  }, limitMs);
  try {
    return await Promise.race([work(controller.signal), expired.promise]);
  } finally {
    // Left behind, it would keep an object awake.
    clearTimeout(timer);
  }
}
