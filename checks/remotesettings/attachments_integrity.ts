import * as z from "zod";
import { type Capabilities, type CheckContext, defineCheck } from "#check";
import { fetchAttachments, Location, type Placed } from "./_attachments.ts";
import { createClient, Server } from "./_client.ts";
import { orError } from "./_faulty.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { SlicePercent, sliceBySize } from "./_slice.ts";

// Of an attachment that is too long, more than this is not read: it may never end.
const MAX_EXCESS_BYTES = 8 * 1024 * 1024;

const Attachment = Location.extend({ size: z.int().nonnegative(), hash: z.string() });
type Attachment = Placed<z.infer<typeof Attachment>>;

export default defineCheck({
  documentation: `
Every attachment of every published collection has the size and the SHA-256 that its record says.

Of those that have not, the largest first, the address and what is wrong are returned, how many were looked at, and how
many there are. With \`slice_percent\` several checks share the bytes: \`[0, 50]\` and \`[50, 100]\`.

Data: \`{bad: [{url, error}], checked, total}\`.

A run costs one request a collection, one an attachment of the slice, and two, all bytes of the slice, and 1 ms of CPU a
MiB of these: 40 requests, 202 KiB and 9 ms of CPU for the recorded 21 collections of 17 attachments. Attachments are
read as streams, so that memory does not grow with them. For all of production an agent is recommended, with a
\`timeout\` to suit.
`,
  params: z.strictObject({ server: Server, slice_percent: SlicePercent.default([0, 100]) }),
  exposed: ["server", "slice_percent"],
  needs: ["digest"],

  async run(ctx, { server, slice_percent }) {
    const attachments = await fetchAttachments(createClient(ctx, server), Attachment);
    const slice = sliceBySize(attachments, slice_percent);
    const errors = await mapLimited(slice, REQUESTS_AT_ONCE, (attachment) => errorIn(ctx, attachment));
    const bad = slice.flatMap(({ url }, index) => {
      const error = errors[index];
      return error === undefined ? [] : [{ url, error }];
    });
    return { success: bad.length === 0, data: { bad, checked: slice.length, total: attachments.length } };
  },
});

type Context = CheckContext & Pick<Capabilities, "digest">;

/** What is wrong with an attachment; undefined if nothing is. */
async function errorIn(ctx: Context, attachment: Attachment): Promise<string | undefined> {
  const found = await orError(
    ctx.stream(attachment.url, {}, (response) => compare(response, attachment, ctx.digest())),
  );
  if (!(found instanceof Error)) return found;
  // The end of the run says nothing of an attachment.
  ctx.signal.throwIfAborted();
  return found.name === "TimeoutError" ? "timeout" : found.message;
}

/** Reads the body to its end, and keeps nothing of it. */
async function compare(
  { body, ok, status }: Response,
  { size, hash }: Attachment,
  digest: ReturnType<Context["digest"]>,
): Promise<string | undefined> {
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > size + MAX_EXCESS_BYTES) return `size differ (>${length}!=${size})`;
    digest.update(chunk);
  }
  const suffix = ok ? "" : `, status ${status}`;
  if (length !== size) return `size differ (${length}!=${size})${suffix}`;
  const actual = digest.hex();
  if (actual !== hash.toLowerCase()) return `hash differ (${actual}!=${hash})${suffix}`;
  return ok ? undefined : `status ${status}`;
}
