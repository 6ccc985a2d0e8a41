import { type Piece, piecesOf } from "./history_piece.ts";
import type { Hour } from "./hour.ts";
import type { Range } from "./timeline.ts";

/** A result in the `history` of a check's answer: the original's shape. */
export type HistoryItem = {
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly t: string;
  readonly success: boolean;
  readonly scalar: number | null;
};

const MAX_ITEMS = 500;

// The first failure, the lowest and the highest value.
const ITEMS_PER_GROUP = 3;

/** The `history` of a check's answer: of equal neighbours only the last, and at most 500, no peak or failure left out. */
export function historyList(hours: readonly Hour[], { from, to }: Range): HistoryItem[] {
  const items = piecesOf(hours)
    .filter(({ start }) => start >= from && start <= to)
    .map(itemOf);
  const merged = items.filter((item, index) => !isEqual(item, items[index + 1]));
  if (merged.length <= MAX_ITEMS) return merged;
  const size = Math.ceil(merged.length / Math.floor(MAX_ITEMS / ITEMS_PER_GROUP));
  const groups = Map.groupBy(merged.entries(), ([index]) => Math.floor(index / size));
  return [...groups.values()].flatMap((group) => tellingOf(group.map(([, item]) => item)));
}

function itemOf({ start, ...piece }: Piece): HistoryItem {
  const t = new Date(start * 1000).toISOString().slice(0, 19).replace("T", " ");
  if (piece.point) return { t, success: piece.point.status === "passed", scalar: piece.point.value };
  const { failed, errored, value_sum, value_count } = piece.hour;
  const scalar = value_count === 0 ? null : Math.round((value_sum / value_count) * 100) / 100;
  return { t, success: failed + errored === 0, scalar };
}

function isEqual(one: HistoryItem, other: HistoryItem | undefined): boolean {
  return one.success === other?.success && one.scalar === other.scalar;
}

function tellingOf(group: readonly HistoryItem[]): HistoryItem[] {
  const byValue = group.filter(({ scalar }) => scalar !== null).sort(compareScalars);
  const chosen = new Set([group.find(({ success }) => !success) ?? group[0], byValue[0], byValue.at(-1)]);
  return group.filter((item) => chosen.has(item));
}

function compareScalars(one: HistoryItem, other: HistoryItem): number {
  return (one.scalar ?? 0) - (other.scalar ?? 0);
}
