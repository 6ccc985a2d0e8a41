import * as z from "zod";
import { defineCheck } from "#check";
import { Auth, type Client, createClient, Server } from "./_client.ts";
import { collectionDiff, isEmptyDiff, readContents } from "./_compare.ts";
import { COLLECTIONS_AT_ONCE, mapLimited } from "./_limited.ts";
import { fetchSignedResources, nameOf, type Resource } from "./_resources.ts";
import { floorDays, IsoTime } from "./_time.ts";

// Older than any that is known.
const EVER = Number.MAX_SAFE_INTEGER;

const Metadata = z.object({
  status: z.string().nullable(),
  last_edit_by: z.string().default("N/A"),
  last_edit_date: IsoTime.optional(),
});

export default defineCheck({
  documentation: `
Changes to a collection do not wait for longer than \`max_age\` days to be submitted or reviewed.

Of each collection with older ones, by its published name, the oldest first, the status, the age in days (\`null\` if
nobody is known to have edited it), who edited it last and who may edit it are returned. A collection whose records are
those that are published has no changes, whatever its status.

Data: \`{collection: {age, status, last_edit_by, editors}}\`.

It must ask the server for editors (the *writer*): an agent is recommended where this is on a private network.

A run costs two requests, one for each bucket, one for each collection, and up to three more for each that has changes:
31 requests, 32 KiB and 5 ms of CPU for the recorded 21 collections.
`,
  params: z.strictObject({
    server: Server,
    auth: Auth,
    max_age: z.int().nonnegative().describe("days"),
  }),
  exposed: ["server", "max_age"],

  async run(ctx, { server, auth, max_age }) {
    const resources = await fetchSignedResources(ctx, server, auth);
    const client = createClient(ctx, server, auth);
    const found = await mapLimited(resources, COLLECTIONS_AT_ONCE, async (resource) => {
      const { last_edit_date, ...edited } = await client.getCollection(resource.source, Metadata);
      const age = ageDays(ctx.now(), last_edit_date);
      if ((age !== null && age <= max_age) || !(await isPending(client, resource, edited.status))) return [];
      return [
        { name: nameOf(resource.destination), age, ...edited, editors: await editorsOf(client, resource) },
      ];
    });
    const old = found.flat().sort((one, other) => (other.age ?? EVER) - (one.age ?? EVER));
    return {
      success: old.length === 0,
      data: Object.fromEntries(old.map(({ name, ...rest }) => [name, rest])),
    };
  },
});

/** Null if nobody is known to have edited it. */
function ageDays(now: Date, edited: number | undefined): number | null {
  return edited === undefined ? null : floorDays(now.getTime() - edited);
}

async function isPending(
  client: Client,
  { source, destination }: Resource,
  status: string | null,
): Promise<boolean> {
  if (status === "to-review") return true;
  if (status !== "work-in-progress") return false;
  const published = await readContents(client.getRecordPages(destination));
  const edited = await readContents(client.getRecordPages(source));
  return !isEmptyDiff(collectionDiff(edited, published));
}

async function editorsOf(client: Client, { source }: Resource): Promise<readonly string[]> {
  return (await client.getGroup(source.bucket, `${source.collection}-editors`)).members;
}
