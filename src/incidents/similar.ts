import type { Incident } from "./incident.ts";

const HOUR_MS = 60 * 60 * 1000;
const MAX_EPISODES = 5;

/** What of a past incident tells which came together. */
export interface PastIncident {
  readonly id: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** Incidents that came together. */
export interface Episode {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly incidents: readonly PastIncident[];
}

/** An episode of the past, and how much it is like what happens now. */
export interface Similar extends Episode {
  /** Jaccard's index of the failing checks then and now: 1 where they are the same. */
  readonly likeness: number;
  /** The keys of the checks that fail now as well. */
  readonly shared: readonly string[];
}

/** Past episodes whose failing checks overlap most with those that fail now, the best first, at most five. */
export function similarEpisodes(failing: readonly string[], past: readonly PastIncident[]): Similar[] {
  const now = new Set(failing);
  const compared = episodesOf(past).map((episode) => {
    const then = new Set(episode.incidents.map(({ key }) => key));
    const shared = [...then].filter((key) => now.has(key));
    return { ...episode, shared, likeness: shared.length / (now.size + then.size - shared.length) };
  });
  return compared
    .filter(({ shared }) => shared.length > 0)
    .sort((one, other) => other.likeness - one.likeness || other.start - one.start)
    .slice(0, MAX_EPISODES);
}

/**
 * Groups incidents that overlap in time. One that begins an hour after the others have is a story of its own: else a
 * check that is broken for a month would make one episode of that month.
 */
export function episodesOf(past: readonly PastIncident[]): Episode[] {
  const episodes: { start: number; end: number; begun: number; incidents: PastIncident[] }[] = [];
  for (const incident of [...past].sort((one, other) => one.start - other.start)) {
    const last = episodes.at(-1);
    const together = last && incident.start <= last.end && incident.start - last.begun <= HOUR_MS;
    if (together) {
      last.incidents.push(incident);
      last.end = Math.max(last.end, incident.end);
      last.begun = incident.start;
    } else {
      episodes.push({
        start: incident.start,
        end: incident.end,
        begun: incident.start,
        incidents: [incident],
      });
    }
  }
  return episodes.map(({ begun: _, ...episode }) => episode);
}

interface Telling {
  /** How many checks fail now. */
  readonly failing: number;
  readonly cause: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `3 of these 4 failed together on 2 March; cause: the certificate had expired` */
export function sentenceOf({ shared, start }: Similar, { failing, cause, now }: Telling): string {
  const who = failing === 1 ? "It" : `${shared.length} of these ${failing}`;
  const together = shared.length > 1 ? " together" : "";
  return `${who} failed${together} on ${dayOf(start, now)}${cause === "" ? "" : `; cause: ${cause}`}`;
}

/** In UTC, with the year where it is another. */
function dayOf(at: number, now: number): string {
  const year = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear() ? undefined : "numeric";
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year, timeZone: "UTC" });
}

/** An incident that has ended, as far as it takes to see which came together. */
export function pastOf({ id, key, start, end }: Incident): PastIncident[] {
  return end === null ? [] : [{ id, key, start, end }];
}

/** The first cause that is known of an episode: of the checks that fail now, before that of others. */
export function causeOf({ incidents, shared }: Similar, causes: ReadonlyMap<string, string>): string {
  const ordered = [
    ...incidents.filter(({ key }) => shared.includes(key)),
    ...incidents.filter(({ key }) => !shared.includes(key)),
  ];
  return ordered.map(({ id }) => causes.get(id) ?? "").find((cause) => cause !== "") ?? "";
}
