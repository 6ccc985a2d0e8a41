import * as z from "zod";

const Percent = z.number().min(0).max(100);

/** From which to which percentage of the work, so that several checks can share it. */
export const SlicePercent = z
  .tuple([Percent, Percent])
  .refine(([from, to]) => from <= to, "expected a range that does not end before it begins");
export type SlicePercent = z.infer<typeof SlicePercent>;

/** The slice by number. Neighbouring slices may share an item, and leave none out. */
export function sliceByCount<T>(items: readonly T[], [from, to]: SlicePercent): readonly T[] {
  return items.slice(Math.floor((from / 100) * items.length), Math.ceil((to / 100) * items.length));
}

/** The slice by size, the largest first: at least one item, if any is left. Neighbours as before. */
export function sliceBySize<T extends { readonly size: number }>(
  items: readonly T[],
  [from, to]: SlicePercent,
): readonly T[] {
  const placed = placeBySize(items);
  const total = placed.at(-1)?.end ?? 0;
  const [start, end] = [(from / 100) * total, (to / 100) * total];
  const left = placed.filter((place) => place.start >= start);
  return left.filter((place, index) => index === 0 || place.start < end).map(({ item }) => item);
}

/** Where each item begins and ends, if all lie end to end. */
function placeBySize<T extends { readonly size: number }>(items: readonly T[]) {
  let end = 0;
  return items
    .toSorted((one, other) => other.size - one.size)
    .map((item) => {
      const start = end;
      end += item.size;
      return { item, start, end };
    });
}
