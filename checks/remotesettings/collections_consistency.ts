import * as z from "zod";
import { type CheckContext, defineCheck } from "#check";
import { Auth, type Client, createClient, type Place, Server } from "./_client.ts";
import { collectionDiff, humanDiff, readContents } from "./_compare.ts";
import { COLLECTIONS_AT_ONCE, mapLimited } from "./_limited.ts";
import { fetchSignedResources, MismatchedCollectionError, nameOf, type Resource } from "./_resources.ts";

const Metadata = z.object({ status: z.string().nullish() });

export default defineCheck({
  documentation: `
Where a collection is edited, reviewed and published there are the records that its review status promises: those that
wait for review are in the preview, and those that are signed are everywhere.

Of each collection that is not consistent, by its published name, the reason is returned in words, with the ids of the
first records. A collection that is published and not signed, or signed and not published, is returned alone.

Data: \`{collection: sentence}\`.

It must ask the server for editors (the *writer*), as a user who may read what is edited there: an agent is recommended
where this is on a private network.

A run costs up to four requests a collection, of all its records: 80 requests, 457 KiB and 24 ms of CPU for the recorded
21.
`,
  params: z.strictObject({ server: Server, auth: Auth }),
  exposed: ["server"],

  async run(ctx, { server, auth }) {
    const resources = await fetchResources(ctx, server, auth);
    if (resources instanceof MismatchedCollectionError)
      return { success: false, data: { [nameOf(resources.place)]: resources.message } };
    const client = createClient(ctx, server, auth);
    const found = await mapLimited(resources, COLLECTIONS_AT_ONCE, async (resource) => ({
      name: nameOf(resource.destination),
      inconsistency: await inconsistencyOf(client, resource),
    }));
    const inconsistent = found.filter(({ inconsistency }) => inconsistency !== "");
    return {
      success: inconsistent.length === 0,
      data: Object.fromEntries(inconsistent.map(({ name, inconsistency }) => [name, inconsistency])),
    };
  },
});

/** What is to be published and what is published may differ: that is what the check looks for, no failure to look. */
async function fetchResources(
  ctx: CheckContext,
  server: string,
  auth: string,
): Promise<readonly Resource[] | MismatchedCollectionError> {
  try {
    return await fetchSignedResources(ctx, server, auth);
  } catch (error) {
    if (error instanceof MismatchedCollectionError) return error;
    throw error;
  }
}

/** What is wrong with a collection, in words; empty if nothing is. */
async function inconsistencyOf(client: Client, resource: Resource): Promise<string> {
  const { status } = await client.getCollection(resource.source, Metadata);
  if (status === undefined) return '"status" attribute missing';
  if (status === "work-in-progress") return "";
  if (status === "to-review" && !resource.preview)
    return `${nameOf(resource.source)} should not have 'to-review' status`;
  if (status !== null && status !== "to-review" && status !== "signed")
    return `Unexpected status '${status}'`;
  const difference = await firstDifference(client, stagesOf(resource, status));
  // One that was never reviewed has the status null, as Python shows it.
  return difference && `status: '${status ?? "None"}'. ${difference}`;
}

interface Stage {
  readonly name: "source" | "preview" | "destination";
  readonly place: Place;
}

/** Where the same records must be, the last stage first. What waits for review is not published yet. */
function stagesOf({ source, preview, destination }: Resource, status: string | null): readonly Stage[] {
  return [
    ...(status === "to-review" ? [] : [{ name: "destination", place: destination } as const]),
    ...(preview ? [{ name: "preview", place: preview } as const] : []),
    { name: "source", place: source },
  ];
}

/** One stage after the other: no more than two of a collection's are in memory. */
async function firstDifference(client: Client, [last, ...earlier]: readonly Stage[]): Promise<string> {
  let right = last && (await load(client, last));
  for (const stage of earlier) {
    const left = await load(client, stage);
    const difference =
      right && humanDiff(left.name, right.name, collectionDiff(left.contents, right.contents));
    if (difference) return difference;
    right = left;
  }
  return "";
}

async function load(client: Client, { name, place }: Stage) {
  return { name, contents: await readContents(client.getRecordPages(place)) };
}
