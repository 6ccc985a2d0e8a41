import * as z from "zod";
import type { CheckContext } from "#check";
import { type Client, createClient, type Entry, type Place } from "./_client.ts";

const Side = z.object({ bucket: z.string(), collection: z.string().nullish() });
const Rule = z.object({ source: Side, preview: Side.nullish(), destination: Side });
type Rule = z.infer<typeof Rule>;
const ServerInfo = z.object({
  capabilities: z.object({ signer: z.object({ resources: z.array(Rule) }).optional() }),
});

/** A signed collection: where it is edited, where it is reviewed if it is, and where it is published. */
export interface Resource {
  /** Epoch milliseconds of the last change of the destination. */
  readonly last_modified: number;
  readonly source: Place;
  readonly preview?: Place;
  readonly destination: Place;
}

export class MissingSignerCapabilityError extends Error {
  override readonly name = "MissingSignerCapabilityError";
}

/** A collection that is published but not signed, or signed but not published. The message begins with its name. */
export class MismatchedCollectionError extends Error {
  override readonly name: string = "MismatchedCollectionError";
  readonly place: Place;
  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** All signed collections of a *writer* server, the latest change first. */
export async function fetchSignedResources(
  ctx: CheckContext,
  server: string,
  auth: string,
): Promise<Resource[]> {
  const client = createClient(ctx, server, auth);
  const rules = await fetchRules(client);
  const sources = await fetchSources(client, rules);
  const previews = new Set(rules.map(({ preview }) => preview?.bucket));
  // A changeset is always in the order of time: `_sort` only makes it a copy of its own, as the original asks for.
  const entries = await client.getMonitorChanges({ params: { _sort: "bucket,collection" } });
  const resources = entries
    .filter(({ bucket }) => !previews.has(bucket))
    .map((entry) => resourceOf(entry, rules));
  for (const { source } of resources) sources.delete(nameOf(source));
  const [unpublished] = sources.values();
  if (unpublished)
    throw new MismatchedCollectionError(`${nameOf(unpublished)} missing from monitor/changes`, unpublished);
  return resources;
}

/** `main/cfr` */
export function nameOf({ bucket, collection }: Place): string {
  return `${bucket}/${collection}`;
}

async function fetchRules(client: Client): Promise<readonly Rule[]> {
  const { signer } = (await client.serverInfo(ServerInfo)).capabilities;
  if (!signer)
    throw new MissingSignerCapabilityError("No signer capabilities found. Run on *writer* server!");
  return signer.resources;
}

/** Every collection that is to be signed, by name. */
async function fetchSources(client: Client, rules: readonly Rule[]): Promise<Map<string, Place>> {
  const found = await Promise.all(rules.map(({ source }) => sourcesOf(client, source)));
  return new Map(found.flat().map((place) => [nameOf(place), place]));
}

async function sourcesOf(client: Client, { bucket, collection }: z.infer<typeof Side>): Promise<Place[]> {
  if (typeof collection === "string") return [{ bucket, collection }];
  return (await client.getCollections(bucket)).map(({ id }) => ({ bucket, collection: id }));
}

/** A rule for the collection itself comes before one for its bucket. */
function resourceOf({ bucket, collection, last_modified }: Entry, rules: readonly Rule[]): Resource {
  const ofBucket = rules.filter(({ destination }) => destination.bucket === bucket);
  const rule =
    ofBucket.find(({ destination }) => destination.collection === collection) ??
    ofBucket.find(({ source }) => typeof source.collection !== "string");
  if (!rule)
    throw new MismatchedCollectionError(`Unknown signed collection ${bucket}/${collection}`, {
      bucket,
      collection,
    });
  const placed = (side: z.infer<typeof Side>) => ({
    bucket: side.bucket,
    collection: side.collection ?? collection,
  });
  return {
    last_modified,
    source: placed(rule.source),
    ...(rule.preview && { preview: placed(rule.preview) }),
    destination: placed(rule.destination),
  };
}
