// More than the six slots of a Worker, so that none stands empty while another answer is read; few enough that no
// thousands of answers wait in memory.
const AT_ONCE = 8;

/** The results of `work`, in the order of `items`, a few at a time. The first error ends it. */
export async function mapLimited<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let ended = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (ended) return;
      results[index] = await work(item);
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, worker);
  await Promise.all(workers).finally(() => {
    ended = true;
  });
  return results;
}
