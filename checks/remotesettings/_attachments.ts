import * as z from "zod";
import { parseDocument } from "../_document.ts";
import { HttpUrl } from "../_http_url.ts";
import type { Client, Entry } from "./_client.ts";
import { CHANGESETS_AT_ONCE, mapLimited } from "./_limited.ts";
import { nameOf } from "./_resources.ts";

const ServerInfo = z.object({ capabilities: z.object({ attachments: z.object({ base_url: HttpUrl }) }) });
const Records = z.object({ changes: z.array(z.object({ attachment: z.unknown().optional() })) });

/** Where an attachment lies, below the base of all. */
export const Location = z.object({ location: z.string().min(1) });

/** An attachment, and where it is had. */
export type Placed<T> = T & { readonly url: string };

/** Ends with a slash: locations are appended as they are. */
export async function fetchBaseUrl(client: Client): Promise<string> {
  return (await client.serverInfo(ServerInfo)).capabilities.attachments.base_url;
}

/** The attachments of every published collection, previews left out. Of the records nothing else is kept. */
export async function fetchAttachments<T extends z.infer<typeof Location>>(
  client: Client,
  schema: z.ZodType<T>,
): Promise<Placed<T>[]> {
  const base = await fetchBaseUrl(client);
  const entries = (await client.getMonitorChanges()).filter(({ bucket }) => !bucket.includes("preview"));
  const found = await mapLimited(entries, CHANGESETS_AT_ONCE, (entry) =>
    attachmentsOf(client, entry, schema),
  );
  return found.flat().map((attachment) => ({ ...attachment, url: base + attachment.location }));
}

async function attachmentsOf<T>(client: Client, entry: Entry, schema: z.ZodType<T>): Promise<T[]> {
  const options = { schema: Records, expected: entry.last_modified };
  const { changes } = await client.getChangeset(entry, options);
  const attached = changes.flatMap(({ attachment }) => attachment ?? []);
  return attached.map((attachment) => parseDocument(attachment, schema, `an attachment of ${nameOf(entry)}`));
}
