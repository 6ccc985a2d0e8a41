import * as z from "zod";
import { defineCheck } from "#check";
import { type Client, createClient, type Place, Server } from "./_client.ts";
import { collectionDiff, humanDiff, readContents } from "./_compare.ts";
import type { Params } from "./_requests.ts";
import { nameOf } from "./_resources.ts";

const Source = z
  .string()
  .regex(/^[^/?]+\/[^/?]+(\?.*)?$/, "expected bucket/collection, or that with ?filter=value");
const Copy = z.string().regex(/^[^/?]+\/[^/?]+$/, "expected bucket/collection");

export default defineCheck({
  documentation: `
Collections that are kept for older clients hold the records of those that they are copied from. If the two changed
within \`max_lag_seconds\` of each other, the copy may still be under way.

Of each pair that differs, the differences are returned in words, with the ids of the first records. A source may have
filters, as the server knows them: \`"main/cfr?lang=fr" = "main/cfr-fr"\`.

Data: \`[sentence]\`.

A run reads both collections of each pair, and asks for two timestamps more where they differ: 2 requests and 3 KiB for
a recorded pair of ten records. Collections of many megabytes are for an agent.

A run costs two requests a pair, of all records of both collections, and two more where these differ: 2 requests, 3 KiB
and 2 ms of CPU for a recorded pair of ten records. Collections of many megabytes are for an agent.
`,
  params: z.strictObject({
    server: Server,
    backports: z.record(Source, Copy),
    max_lag_seconds: z.int().nonnegative().default(300),
  }),
  exposed: ["server", "backports", "max_lag_seconds"],

  async run(ctx, { server, backports, max_lag_seconds }) {
    const client = createClient(ctx, server);
    const differences: string[] = [];
    // One after the other: a pair is two whole collections.
    for (const [from, to] of Object.entries(backports)) {
      const pair = { source: sourceOf(from), copy: placeOf(to) };
      const difference = await differenceOf(client, pair);
      if (difference !== "" && (await lagSeconds(client, pair)) > max_lag_seconds)
        differences.push(difference);
    }
    return { success: differences.length === 0, data: differences };
  },
});

interface Pair {
  readonly source: Place & { readonly filters: Params };
  readonly copy: Place;
}

function sourceOf(from: string): Pair["source"] {
  const [name = "", query = ""] = from.split(/\?(.*)/s);
  const given = new URLSearchParams(query);
  // As Python's `parse_qs`: a name without value is no filter, a name that is repeated has all its values.
  const filters = [...given.keys()].map((key) => [key, given.getAll(key).filter((value) => value !== "")]);
  return { ...placeOf(name), filters: Object.fromEntries(filters) };
}

function placeOf(name: string): Place {
  const [bucket = "", collection = ""] = name.split("/");
  return { bucket, collection };
}

async function differenceOf(client: Client, { source, copy }: Pair): Promise<string> {
  const here = await readContents(client.getRecordPages(source, source.filters));
  const there = await readContents(client.getRecordPages(copy));
  return humanDiff(nameOf(source), nameOf(copy), collectionDiff(here, there));
}

async function lagSeconds(client: Client, { source, copy }: Pair): Promise<number> {
  const [here, there] = await Promise.all([
    client.getRecordsTimestamp(source),
    client.getRecordsTimestamp(copy),
  ]);
  return Math.abs(here - there) / 1000;
}
