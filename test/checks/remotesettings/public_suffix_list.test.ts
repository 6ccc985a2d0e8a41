import { expect, test } from "vitest";
import publicSuffixList from "../../../checks/remotesettings/public_suffix_list.ts";
import { json, runCheck } from "../../fake_host.ts";
import { SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
const RECORD = "/collections/public-suffix-list/records/tld-dafsa";
const COMMITS = "GET https://api.github.com/repos/publicsuffix/list/commits?path=public_suffix_list.dat";
const LATEST = "cc7eb74f88c307c1eb11cf59d8e9e7e4a5a17f4d";

function network({
  published,
  commits = json([{ sha: LATEST }, { sha: "older" }]),
}: {
  readonly published: unknown;
  readonly commits?: Response;
}) {
  const records = serve({
    [`/buckets/main${RECORD}`]: published,
    [`/buckets/main-preview${RECORD}`]: { data: { "commit-hash": LATEST } },
  });
  return { routes: { ...records, [COMMITS]: commits } };
}

test("passes when the latest list is published", async () => {
  const outcome = await runCheck(
    publicSuffixList,
    params,
    network({ published: { data: { "commit-hash": LATEST } } }),
  );

  expect(outcome).toMatchObject({
    status: "passed",
    data: { "latest-sha": LATEST, "to-review-sha": LATEST, "published-sha": LATEST },
  });
});

test("fails while the latest waits for review", async () => {
  const outcome = await runCheck(
    publicSuffixList,
    params,
    network({ published: { data: { "commit-hash": "wrong" } } }),
  );

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "latest-sha": LATEST, "to-review-sha": LATEST, "published-sha": "wrong" },
  });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(publicSuffixList, params, {
    routes: { [COMMITS]: json([{ sha: LATEST }]) },
  });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("tld-dafsa") },
  });
});

test.each([
  ["no commit", json([])],
  ["a web page", new Response("<html>")],
  ["a message", json({ message: "rate limited" })],
  ["a refusal", json({}, { status: 403 })],
])("cannot tell when GitHub answers with %s", async (_, commits) => {
  const published = { data: { "commit-hash": LATEST } };

  const outcome = await runCheck(publicSuffixList, params, network({ published, commits }));

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("public_suffix_list.dat of publicsuffix/list on GitHub") },
  });
});

test.each([
  ["no commit", { data: {} }],
  ["a commit that is null", { data: { "commit-hash": null } }],
  ["no record", json({ message: "gone" }, { status: 404 })],
  ["a web page", new Response("<html>", { headers: { "content-type": "text/html" } })],
])("names the record when the server has %s", async (_, published) => {
  const outcome = await runCheck(publicSuffixList, params, network({ published }));

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`/buckets/main${RECORD}`) },
  });
});
