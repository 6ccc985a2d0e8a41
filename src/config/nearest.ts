import { distance } from "fastest-levenshtein";

/** The one of `candidates` that `word` was probably meant to be. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, far: farFrom(word, candidate) }));
  ranked.sort((one, other) => one.far - other.far);
  const best = ranked[0];
  return best && best.far <= tolerance(word) ? best.candidate : undefined;
}

/** The end of a sentence about an unknown `word`: the probable name, else all known ones. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  if (found !== undefined) return `, did you mean "${found}"?`;
  return candidates.length === 0 ? "" : `, known are ${candidates.join(", ")}`;
}

/** A name without its beginning is not far from it: `heartbeat` for `checks.core.heartbeat`. */
function farFrom(word: string, candidate: string): number {
  if (candidate.endsWith(`.${word}`)) return 0;
  return distance(word.toLowerCase(), candidate.toLowerCase());
}

/** One letter in three, of the last part only: a long prefix in common proves nothing. */
function tolerance(word: string): number {
  const last = word.slice(word.lastIndexOf(".") + 1);
  return Math.max(1, Math.floor(last.length / 3));
}
