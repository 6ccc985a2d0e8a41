import * as z from "zod";
import { defineCheck } from "#check";
import { type Client, createClient, type Entry, Server } from "./_client.ts";
import { listed, orError } from "./_faulty.ts";
import { ChainError } from "./_fetch_chain.ts";
import { CHANGESETS_AT_ONCE, mapLimited } from "./_limited.ts";
import { nameOf } from "./_resources.ts";
import { ContentSignature, contentOf, SignedContent } from "./_signed_content.ts";
import { UntrustedError } from "./_untrusted.ts";
import { createVerifier, messageOf, type Verify } from "./_verifier.ts";

const Signed = SignedContent.extend({
  metadata: z.object({ signatures: z.array(ContentSignature).nullish() }),
});

export default defineCheck({
  documentation: `
The records of each collection are signed, and the signature is good: made with a key that a chain of valid certificates
vouches for, up to the root if \`root_hash\` names it. Of several signatures one is enough.

Of each collection that clients would refuse, the reason is returned. One that cannot be read is returned among these,
or else is an error, since it may be good.

Data: \`{collection: reason}\`.

A run costs one request a collection, one more a chain of certificates, and one: 43 requests, 346 KiB and 60 ms of CPU
for the recorded 41. In general it takes 2 ms of CPU a collection and 60 ms a MiB of records: 0.5 s for 150 collections
of 9 MiB together, with less than 100 MiB of memory.

Two collections are read at once. Of 4 MiB each they take 85 MiB of memory; of 8 MiB, the most that a Worker reads, 150
MiB, which is more than it has. Where there are such collections an agent is recommended, which reads 32 MiB. So it is
for the chains of Mozilla's stage: Workers cannot use the RSA key of their root, and the error says so.
`,
  params: z.strictObject({
    server: Server,
    buckets: z.array(z.string()).min(1),
    root_hash: z
      .string()
      .regex(/^[0-9a-f]{2}(:?[0-9a-f]{2}){31}$/i, "expected a SHA-256 in hexadecimal")
      .optional(),
  }),
  exposed: ["server", "buckets", "root_hash"],

  async run(ctx, { server, buckets, root_hash }) {
    const client = createClient(ctx, server);
    const verify = createVerifier(ctx, root_hash);
    const entries = (await client.getMonitorChanges()).filter(({ bucket }) => buckets.includes(bucket));
    if (entries.length === 0)
      throw new RangeError(`Cannot verify ${buckets.join(", ")}: no collection there`);
    const judged = await mapLimited(entries, CHANGESETS_AT_ONCE, async (entry) => ({
      name: nameOf(entry),
      error: await orError(validate(entry, client, verify)),
    }));
    const faulty = judged.flatMap(({ name, error }) => (error instanceof Error ? [{ name, error }] : []));
    const [unread] = faulty;
    if (unread && !faulty.some(({ error }) => isFault(error)))
      throw new Error(`Cannot verify ${listed(faulty.map(({ name }) => name))}: ${unread.error.message}`, {
        cause: unread.error,
      });
    return {
      success: faulty.length === 0,
      data: Object.fromEntries(faulty.map(({ name, error }) => [name, `${error.name}: ${error.message}`])),
    };
  },
});

/** Throws unless one of the signatures is good. */
async function validate(entry: Entry, client: Client, verify: Verify): Promise<void> {
  const options = { schema: Signed, expected: entry.last_modified };
  const { metadata, ...records } = await client.getExactChangeset(entry, options);
  const signatures = metadata.signatures ?? [];
  if (signatures.length === 0) throw new UntrustedError("MissingSignature", "there is none");
  const message = messageOf(contentOf(records));
  const errors: Error[] = [];
  for (const signature of signatures) {
    const error = await orError(verify(message, signature));
    if (!(error instanceof Error)) return;
    errors.push(error);
  }
  // One whose chain could not be read may be good.
  throw errors.find((error) => !isFault(error)) ?? errors.at(-1);
}

/** Whether clients refuse the collection: for its signature, or for a chain that its server does not have. */
function isFault(error: Error): boolean {
  return error instanceof UntrustedError || (error instanceof ChainError && error.status < 500);
}
