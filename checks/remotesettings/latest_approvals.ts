import * as z from "zod";
import { defineCheck } from "#check";
import { Auth, type Client, createClient, type Place, Server } from "./_client.ts";
import { countOf } from "./_count.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { fetchSignedResources, nameOf } from "./_resources.ts";
import { DAY_MS, Timestamp } from "./_time.ts";

// The records of an approval are written with it, before its own entry or a little later.
const WRITING_MS = 1000;

const Approval = z.object({ last_modified: Timestamp, date: z.string(), user_id: z.string() });
type Approval = z.infer<typeof Approval>;
const Change = z.object({ action: z.string() });

interface Period {
  readonly since: number;
  readonly max_approvals: number;
}

export default defineCheck({
  documentation: `
Information for people, which always passes: the latest approvals of changes to collections.

Of each approval within the last \`max_age_approvals\` days, the latest first, the collection, the time, who approved
and the number of records created, updated and deleted since the approval before are returned: at most \`max_approvals\`
a collection. The earliest in that time is only counted from, unless it is the only one.

Data: \`[{source, timestamp, datetime, by, changes: {action: count}}]\`.

It must ask the server for editors (the *writer*): an agent is recommended where this is on a private network.

A run costs two requests and one for each bucket, one for each collection that changed in that time, and one for each
approval: 17 requests, 41 KiB and 9 ms of CPU for the recorded week of 8 approvals.
`,
  params: z.strictObject({
    server: Server,
    auth: Auth,
    max_approvals: z.int().positive().default(7),
    max_age_approvals: z.int().nonnegative().default(7).describe("days"),
  }),
  exposed: ["server", "max_approvals", "max_age_approvals"],

  async run(ctx, { server, auth, max_approvals, max_age_approvals }) {
    const since = ctx.now().getTime() - max_age_approvals * DAY_MS;
    const resources = await fetchSignedResources(ctx, server, auth);
    const client = createClient(ctx, server, auth);
    const active = resources.filter(({ last_modified }) => last_modified >= since);
    const found = await mapLimited(
      active,
      REQUESTS_AT_ONCE,
      async ({ source }) => await describeApprovals(client, source, { since, max_approvals }),
    );
    const data = found.flat().sort((one, other) => other.datetime.localeCompare(one.datetime));
    return { success: true, data };
  },
});

/** Each approval with the records that changed since the one before, one request for each. */
async function describeApprovals(client: Client, source: Place, { since, max_approvals }: Period) {
  const approvals = await client.getHistory(source.bucket, Approval, {
    resource_name: "collection",
    "target.data.id": source.collection,
    "target.data.status": "to-sign",
    _sort: "-last_modified",
    _since: since,
    _limit: max_approvals + 1,
  });
  const described = [];
  for (const { approval, previous } of withPrevious(approvals)) {
    const { last_modified: timestamp, date: datetime, user_id: by } = approval;
    const changes = await client.getHistory(source.bucket, Change, {
      resource_name: "record",
      collection_id: source.collection,
      _since: previous,
      _before: timestamp + WRITING_MS,
      "gt_target.data.last_modified": previous,
      "lt_target.data.last_modified": timestamp,
    });
    const counted = countOf(changes.map(({ action }) => action));
    described.push({ source: nameOf(source), timestamp, datetime, by, changes: counted });
  }
  return described;
}

/** The latest first. One without another before it is left out, but if it is the only one: then all counts. */
function withPrevious(approvals: readonly Approval[]) {
  if (approvals.length === 1) return approvals.map((approval) => ({ approval, previous: 0 }));
  return approvals.flatMap((approval, index) => {
    const previous = approvals[index + 1]?.last_modified;
    return previous === undefined ? [] : [{ approval, previous }];
  });
}
