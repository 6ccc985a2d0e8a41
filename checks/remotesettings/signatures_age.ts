import * as z from "zod";
import { defineCheck } from "#check";
import { Auth, createClient, Server } from "./_client.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { fetchSignedResources, nameOf } from "./_resources.ts";
import { HOUR_MS, IsoTime } from "./_time.ts";

const Metadata = z.object({ last_signature_date: IsoTime });

export default defineCheck({
  documentation: `
Every collection was signed again within \`max_age\` hours: the scheduled job that renews signatures runs.

Of each collection that was not, by the name it is edited under, the whole hours since its last signature are returned.

Data: \`{collection: hours}\`.

It must ask the server for editors (the *writer*), as a user who may read what is edited there: an agent is recommended
where this is on a private network.

A run costs one request a collection, one a bucket, and two: 26 requests, 30 KiB and 3 ms of CPU for the recorded 21.
`,
  params: z.strictObject({ server: Server, auth: Auth, max_age: z.int().nonnegative().describe("hours") }),
  exposed: ["server", "max_age"],
  overridable: ["max_age"],

  async run(ctx, { server, auth, max_age }) {
    const resources = await fetchSignedResources(ctx, server, auth);
    const client = createClient(ctx, server, auth);
    const found = await mapLimited(resources, REQUESTS_AT_ONCE, async ({ source }) => {
      const { last_signature_date } = await client.getCollection(source, Metadata);
      return { source, age: Math.trunc((ctx.now().getTime() - last_signature_date) / HOUR_MS) };
    });
    const old = found.filter(({ age }) => age > max_age);
    return {
      success: old.length === 0,
      data: Object.fromEntries(old.map(({ source, age }) => [nameOf(source), age])),
    };
  },
});
