import { expect, test } from "vitest";
import workInProgress from "../../../checks/remotesettings/work_in_progress.ts";
import { json, runCheck } from "../../fake_host.ts";
import { monitoring, SERVER, SORTED_MONITOR, serve, signing } from "./documents.ts";

const params = { server: SERVER, auth: "monitor:secret", max_age: 5 };
const CID = "/buckets/bid/collections/cid";
const CID2 = "/buckets/bid/collections/cid2";
const TEN_DAYS_AGO = "2026-11-12T12:00:00+00:00";
const TWENTY_DAYS_AGO = "2026-11-02T12:00:00+00:00";

interface Edited {
  readonly status: unknown;
  readonly last_edit_by?: string;
  readonly last_edit_date?: unknown;
}

/** A server that publishes what is edited in `bid` in `main`; its two collections have an editor each. */
function writer(cid: Edited, cid2: Edited) {
  return {
    "/": signing({ main: ["bid"] }),
    [SORTED_MONITOR]: monitoring({ "main/cid": 42, "main/cid2": 41 }),
    "/buckets/bid/collections": { data: [{ id: "cid" }, { id: "cid2" }] },
    [CID]: { data: cid },
    [CID2]: { data: cid2 },
    "/buckets/bid/groups/cid-editors": { data: { members: ["ldap:user@mozilla.com"] } },
    "/buckets/bid/groups/cid2-editors": { data: { members: ["ldap:editor@mozilla.com"] } },
  };
}

/** The records of both collections in `bid` and in `main`. */
function records(edited: unknown, published: unknown) {
  return {
    [`${CID}/records`]: { data: edited },
    [`${CID2}/records`]: { data: edited },
    "/buckets/main/collections/cid/records": { data: published },
    "/buckets/main/collections/cid2/records": { data: published },
  };
}

async function check(documents: Readonly<Record<string, unknown>>, max_age = 5) {
  return await runCheck(workInProgress, { ...params, max_age }, { routes: serve(documents) });
}

const SIGNED = { status: "signed" };

test("passes when all is signed", async () => {
  const outcome = await check(writer({ status: "signed", last_edit_date: TWENTY_DAYS_AGO }, SIGNED), 25);

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes while changes are young", async () => {
  const outcome = await check(
    writer({ status: "work-in-progress", last_edit_date: TEN_DAYS_AGO }, SIGNED),
    25,
  );

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes when what is in progress is what is published", async () => {
  const edited = { status: "work-in-progress", last_edit_date: TEN_DAYS_AGO };
  const same = records([{ id: "a", last_modified: 1 }], [{ id: "a", last_modified: 2 }]);

  const outcome = await check({ ...writer(edited, edited), ...same });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("fails with changes that wait, the oldest first", async () => {
  const by = "ldap:mleplatre@mozilla.com";
  const edited = { status: "work-in-progress", last_edit_by: by, last_edit_date: TEN_DAYS_AGO };
  const changed = records([{ id: "a", field: "foo" }], [{ id: "a", field: "bar" }]);

  const outcome = await check({ ...writer(edited, { status: "to-review" }), ...changed });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "main/cid": {
        age: 10,
        status: "work-in-progress",
        last_edit_by: by,
        editors: ["ldap:user@mozilla.com"],
      },
      // The original showed `sys.maxsize` for one that nobody is known to have edited.
      "main/cid2": {
        age: null,
        status: "to-review",
        last_edit_by: "N/A",
        editors: ["ldap:editor@mozilla.com"],
      },
    },
  });
  expect(outcome.status === "failed" && Object.keys(Object(outcome.data))).toEqual(["main/cid2", "main/cid"]);
});

test("fails with the old ones alone", async () => {
  const signed = { status: "signed", last_edit_date: "2026-11-19T12:00:00+00:00" };
  const waiting = { status: "to-review", last_edit_date: TWENTY_DAYS_AGO };

  const outcome = await check(writer(signed, waiting), 15);

  expect(outcome).toMatchObject({ status: "failed", data: { "main/cid2": { age: 20 } } });
  expect(outcome).not.toHaveProperty(["data", "main/cid"]);
});

test.each([
  ["of exactly the greatest age", "2026-11-17T12:00:00+00:00"],
  ["a second younger than a day more", "2026-11-16T12:00:01+00:00"],
  ["in another time zone (defect 9: it was taken for UTC)", "2026-11-16T10:00:01-02:00"],
  ["in no time zone", "2026-11-17T12:00:00"],
  ["from the future", "2026-11-23T12:00:00+00:00"],
])("passes with changes %s", async (_, last_edit_date) => {
  const outcome = await check(writer({ status: "to-review", last_edit_date }, SIGNED));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("passes with what was never reviewed", async () => {
  const outcome = await check(writer({ status: null }, SIGNED));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(workInProgress, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test.each([
  ["no status", json({ data: {} }), "status: "],
  [
    "a date that is none",
    json({ data: { status: "to-review", last_edit_date: "soon" } }),
    "last_edit_date: ",
  ],
  ["a number for a date", json({ data: { status: "to-review", last_edit_date: 42 } }), "last_edit_date: "],
  ["null", json({ data: null }), "expected object"],
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } }), "text/html"],
  ["nothing: it is gone", json({ message: "gone" }, { status: 404 }), "status 404"],
])("names the collection for which the server has %s", async (_, answer, reason) => {
  const outcome = await check({ ...writer(SIGNED, SIGNED), [CID]: answer });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(CID) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(reason) } });
});
