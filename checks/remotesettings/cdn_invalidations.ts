import * as z from "zod";
import { defineCheck } from "#check";
import { Server } from "./_client.ts";
import { compareServers } from "./_servers.ts";

export default defineCheck({
  documentation: `
The CDN serves the same version of every collection as its origin, but for those that changed within the last
\`ttl_seconds\`: what is older must have been invalidated, or have expired.

What is returned is that of \`server_compare\`: of each collection with another timestamp, that of the origin as
\`source\` and that of the CDN as \`target\`.

Data: \`{collection: {source: {timestamp, datetime}, target: {timestamp, datetime}}}\`.

A run costs two requests a collection and two more: 84 requests, at most 685 KiB and 23 ms of CPU for the recorded 41.
Collections are read no further than their timestamp, which comes first. For hundreds of collections choose a \`ttl\` of
minutes, or an agent.
`,
  params: z.strictObject({
    origin_server: Server,
    cdn_server: Server,
    ttl_seconds: z.int().nonnegative().default(3600),
  }),
  exposed: ["origin_server", "cdn_server", "ttl_seconds"],

  async run(ctx, { origin_server, cdn_server, ttl_seconds }) {
    return await compareServers(ctx, {
      source: origin_server,
      target: cdn_server,
      margin_seconds: ttl_seconds,
    });
  },
});
