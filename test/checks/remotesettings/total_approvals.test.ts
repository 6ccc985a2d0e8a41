import { expect, test } from "vitest";
import totalApprovals from "../../../checks/remotesettings/total_approvals.ts";
import { json, NOON, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "monitor:secret", period_days: 1 };
const DAY_MS = 86_400_000;
const MIDNIGHT = NOON - DAY_MS / 2;
const HISTORY = "/buckets/bid/history";

/** The path of the approvals of a whole day, in whole milliseconds: the original sent floats. */
function approvals(daysAgo: number): string {
  const until = MIDNIGHT - (daysAgo - 1) * DAY_MS;
  return `${HISTORY}?resource_name=collection&action=update&target.data.status=to-sign&_since=${until - DAY_MS}&_before=${until}`;
}

async function check(documents: Readonly<Record<string, unknown>>, period_days = 1) {
  const writer = {
    "/": signing({ main: ["bid"] }),
    [SORTED_MONITOR]: monitoring({ "main/cid": 42, "main/cfr": 41 }),
    "/buckets/bid/collections": { data: [{ id: "cid" }, { id: "cfr" }] },
  };
  return await runCheck(
    totalApprovals,
    { ...params, period_days },
    { routes: serve({ ...writer, ...documents }) },
  );
}

const [CID, CFR] = [{ collection_id: "cid" }, { collection_id: "cfr" }];

test("counts the approvals of yesterday, for each collection and in all", async () => {
  const outcome = await check({ [approvals(1)]: { data: [CID, CFR, CFR] } });

  expect(outcome).toMatchObject({
    status: "passed",
    data: [{ date: "2026-11-21", totals: 3, "bid/cid": 1, "bid/cfr": 2 }],
    value: 3,
  });
});

test("shows each day, the latest first, and those without any", async () => {
  const outcome = await check({ [approvals(1)]: { data: [] }, [approvals(2)]: { data: [CID] } }, 2);

  expect(outcome).toMatchObject({
    status: "passed",
    data: [
      { date: "2026-11-21", totals: 0 },
      { date: "2026-11-20", totals: 1, "bid/cid": 1 },
    ],
  });
});

test("counts what is on the second page too (defect 11: it was lost)", async () => {
  const next = { headers: { "next-page": `${SERVER}${HISTORY}?_token=2` } };

  const outcome = await check({
    [approvals(1)]: json({ data: [CID] }, next),
    [`${HISTORY}?_token=2`]: { data: [CID] },
  });

  expect(outcome).toMatchObject({ status: "passed", data: [{ totals: 2, "bid/cid": 2 }] });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(totalApprovals, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test.each([
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } }), "text/html"],
  ["no history", json({ message: "no plugin" }, { status: 404 }), "no plugin"],
  ["an approval of nothing", json({ data: [{ collection_id: null }] }), "data.0.collection_id"],
  ["an object for a list", json({ data: {} }), "data: "],
])("says of which bucket the server has %s", async (_, answer, reason) => {
  const outcome = await check({ [approvals(1)]: answer });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(HISTORY) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(reason) } });
});
