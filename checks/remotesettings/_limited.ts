/** More than the six slots of a Worker, so that none stands empty while another answer is read. */
export const REQUESTS_AT_ONCE = 8;
/** Where whole collections are read page by page: four of 100,000 records fit in the 128 MiB of a Worker. */
export const COLLECTIONS_AT_ONCE = 4;
/** Where they are held as a whole, in workerd: two of 4 MiB took 85 MiB of memory, four of 2.3 MiB took 151 before. */
export const CHANGESETS_AT_ONCE = 2;

/** The results of `work`, in the order of `items`, at most `limit` at a time. The first error ends it. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
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
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker);
  await Promise.all(workers).finally(() => {
    ended = true;
  });
  return results;
}
