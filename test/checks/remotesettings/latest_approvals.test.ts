import { expect, test } from "vitest";
import latestApprovals from "../../../checks/remotesettings/latest_approvals.ts";
import { json, NOON, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "monitor:secret", max_approvals: 2 };
const SINCE = NOON - 7 * 86_400_000;
const HISTORY = "/buckets/bid/history";
const APPROVALS = `${HISTORY}?resource_name=collection&target.data.id=cid&target.data.status=to-sign&_sort=-last_modified&_since=${SINCE}&_limit=3`;

const WRITER = {
  "/": signing({ main: ["bid"] }),
  [SORTED_MONITOR]: monitoring({ "main/cid": NOON }),
  "/buckets/bid/collections": { data: [{ id: "cid" }] },
};

function approval(last_modified: number, date = new Date(last_modified).toISOString()) {
  return { last_modified, date, user_id: "ldap:n@mozilla.com", action: "update" };
}

/** The path of the records that changed between two approvals. */
function changes(since: number, until: number): string {
  return `${HISTORY}?resource_name=record&collection_id=cid&_since=${since}&_before=${until + 1000}&gt_target.data.last_modified=${since}&lt_target.data.last_modified=${until}`;
}

async function check(documents: Readonly<Record<string, unknown>>) {
  return await runCheck(latestApprovals, params, { routes: serve({ ...WRITER, ...documents }) });
}

test("lists the only approval with all that ever changed", async () => {
  const outcome = await check({
    [APPROVALS]: { data: [approval(1567790095111, "2019-09-06T17:14:55.106994")] },
    [changes(0, 1567790095111)]: { data: [{ action: "delete" }, { action: "create" }, { action: "create" }] },
  });

  expect(outcome).toMatchObject({
    status: "passed",
    data: [
      {
        source: "bid/cid",
        timestamp: 1567790095111,
        datetime: "2019-09-06T17:14:55.106994",
        by: "ldap:n@mozilla.com",
        changes: { create: 2, delete: 1 },
      },
    ],
  });
});

test("counts from one approval to the next, and lists the earliest no more", async () => {
  const outcome = await check({
    [APPROVALS]: { data: [approval(NOON - 1000), approval(NOON - 2000), approval(NOON - 3000)] },
    [changes(NOON - 2000, NOON - 1000)]: { data: [{ action: "create" }] },
    [changes(NOON - 3000, NOON - 2000)]: { data: [{ action: "update" }] },
  });

  expect(outcome).toMatchObject({
    status: "passed",
    data: [
      { timestamp: NOON - 1000, changes: { create: 1 } },
      { timestamp: NOON - 2000, changes: { update: 1 } },
    ],
  });
});

test("lists nothing of a collection that has not changed for so long, and asks nothing of it", async () => {
  const outcome = await check({ [SORTED_MONITOR]: monitoring({ "main/cid": SINCE - 1 }) });

  expect(outcome).toMatchObject({ status: "passed", data: [] });
});

test("lists nothing of a collection that nobody approved", async () => {
  const outcome = await check({ [APPROVALS]: { data: [] } });

  expect(outcome).toMatchObject({ status: "passed", data: [] });
});

test("counts the changes of all pages (defect 11: one was counted)", async () => {
  const path = changes(0, NOON);
  const next = { headers: { "next-page": `${SERVER}${HISTORY}?_token=2` } };

  const outcome = await check({
    [APPROVALS]: { data: [approval(NOON)] },
    [path]: json({ data: [{ action: "create" }] }, next),
    [`${HISTORY}?_token=2`]: { data: [{ action: "create" }] },
  });

  expect(outcome).toMatchObject({ status: "passed", data: [{ changes: { create: 2 } }] });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(latestApprovals, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test.each([
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } }), "text/html"],
  ["no history", json({ message: "no plugin" }, { status: 404 }), "no plugin"],
  ["an approval of nobody", json({ data: [{ ...approval(NOON), user_id: null }] }), "data.0.user_id"],
  [
    "an approval of a time in quotes",
    json({ data: [{ ...approval(NOON), last_modified: "1" }] }),
    "last_modified",
  ],
  ["null", json(null), "expected object"],
])("says of which bucket the server has %s", async (_, answer, reason) => {
  const outcome = await check({ [APPROVALS]: answer });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(HISTORY) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(reason) } });
});
