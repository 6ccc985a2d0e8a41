import type { Incident } from "./incident.ts";
import { causeOf, pastOf, sentenceOf, similarEpisodes } from "./similar.ts";

/** What is told of the past of checks that fail now, by their keys: of the episode most alike; empty: there is none. */
export function similarSentence(failing: readonly string[], known: readonly Incident[], now: number): string {
  const [best] = similarEpisodes(failing, known.flatMap(pastOf));
  if (!best) return "";
  const causes = new Map(known.map(({ id, cause }) => [id, cause]));
  return sentenceOf(best, { failing: failing.length, cause: causeOf(best, causes), now });
}
