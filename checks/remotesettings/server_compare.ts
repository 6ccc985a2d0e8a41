import * as z from "zod";
import { defineCheck } from "#check";
import { Server } from "./_client.ts";
import { compareServers } from "./_servers.ts";

export default defineCheck({
  documentation: `
Two Remote Settings servers serve the same version of every collection of the first, but for those that changed within
the last \`margin_seconds\`.

Of each collection with another timestamp on the target, latest change first, both timestamps are returned. If the
target has not even learnt of the source's newest change, this is returned as \`monitor/changes\`, and no collection is
compared.

Data: \`{collection: {source: {timestamp, datetime}, target: {timestamp, datetime}}}\`.

A run costs two requests a collection and two more: 84 requests, at most 685 KiB and 20 ms of CPU for the recorded 41.
Collections are read no further than their timestamp, which comes first. For hundreds of collections choose a \`ttl\` of
minutes, or an agent.
`,
  params: z.strictObject({
    source_server: Server,
    target_server: Server,
    margin_seconds: z.int().nonnegative().default(3600),
  }),
  exposed: ["source_server", "target_server", "margin_seconds"],

  async run(ctx, { source_server, target_server, margin_seconds }) {
    return await compareServers(ctx, { source: source_server, target: target_server, margin_seconds });
  },
});
