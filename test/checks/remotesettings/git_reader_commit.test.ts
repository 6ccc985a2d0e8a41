import { expect, test } from "vitest";
import gitReaderCommit from "../../../checks/remotesettings/git_reader_commit.ts";
import { json, runCheck } from "../../fake_host.ts";
import { SERVER, serve } from "./documents.ts";

const params = { server: SERVER, repo: "mozilla/remote-settings-data" };
const BRANCH = "GET https://api.github.com/repos/mozilla/remote-settings-data/branches/v1/common";
const LATEST = "ba2d996e95d7ea0e2b6cc1e6ee3b2c5cc06b6d10";
const SERVED = { id: LATEST, datetime: "2026-11-22T09:03:03" };

function commitOf(date: string) {
  return json({ commit: { sha: LATEST, commit: { message: "Update", author: { name: "bot", date } } } });
}

function network({
  served = SERVED,
  branch = commitOf("2026-11-22T10:00:00Z"),
}: {
  readonly served?: unknown;
  readonly branch?: Response;
}) {
  return { routes: { ...serve({ "/": { git: { common: served } } }), [BRANCH]: branch } };
}

const BEHIND = { ...SERVED, id: "7a50f5" };

test("passes, with both commits, when the newest is served", async () => {
  const outcome = await runCheck(gitReaderCommit, params, network({}));

  expect(outcome).toEqual({
    status: "passed",
    data: {
      latest_commit: { sha: LATEST, date: "2026-11-22T10:00:00Z" },
      source_commit: { sha: LATEST, date: "2026-11-22T09:03:03" },
      lag_seconds: 0,
    },
    value: 0,
  });
});

test("passes while the newest is young", async () => {
  const outcome = await runCheck(
    gitReaderCommit,
    params,
    network({ served: BEHIND, branch: commitOf("2026-11-22T11:41:00Z") }),
  );

  expect(outcome).toMatchObject({ status: "passed", data: { lag_seconds: 1140 } });
});

test("fails, with the lag, when another has been served for too long", async () => {
  const outcome = await runCheck(gitReaderCommit, params, network({ served: BEHIND }));

  expect(outcome).toMatchObject({
    status: "failed",
    data: { latest_commit: { sha: LATEST }, source_commit: { sha: "7a50f5" }, lag_seconds: 7200 },
  });
});

test("fails without asking the server when GitHub refuses", async () => {
  const routes = { [BRANCH]: json({}, { status: 503 }) };

  const outcome = await runCheck(gitReaderCommit, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: expect.stringMatching(
      /^Could not fetch commit info: .*v1\/common of mozilla\/remote-settings-data.*status 503$/,
    ),
  });
});

test("fails when GitHub tells no commit", async () => {
  const outcome = await runCheck(gitReaderCommit, params, {
    routes: { [BRANCH]: json({ message: "Bad format" }) },
  });

  expect(outcome).toMatchObject({
    status: "failed",
    data: expect.stringMatching(/^Could not fetch commit info: .*commit: /),
  });
});

test("asks for the branch that it is told (defect 4: it was ignored)", async () => {
  const routes = {
    ...network({}).routes,
    [BRANCH.replace("v1/common", "main")]: json({ message: "no such branch" }),
  };

  const outcome = await runCheck(gitReaderCommit, { ...params, branch: "main" }, { routes });

  expect(outcome).toMatchObject({ status: "failed", data: expect.stringContaining("branch main") });
});

test.each([
  ["GitHub", serve({ "/": { git: { common: SERVED } } }), "api.github.com"],
  ["the server", { [BRANCH]: commitOf("2026-11-22T10:00:00Z") }, SERVER],
])("cannot tell when %s cannot be reached", async (_, routes, place) => {
  const outcome = await runCheck(gitReaderCommit, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining(`Cannot reach`) },
  });
  expect(outcome).toMatchObject({ error: { message: expect.stringContaining(place) } });
});

test.each([
  ["no commit", null, "git.common"],
  ["a commit that is a number", { id: 7, datetime: "2026-11-22T09:03:03" }, "git.common.id"],
  ["no time", { id: LATEST }, "git.common.datetime"],
])("cannot tell when the server has %s", async (_, served, reason) => {
  const outcome = await runCheck(gitReaderCommit, params, network({ served }));

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(reason) } });
});

test("cannot tell when the server answers with a web page", async () => {
  const page = new Response("<html>", { headers: { "content-type": "text/html" } });
  const routes = { ...network({}).routes, ...serve({ "/": page }) };

  const outcome = await runCheck(gitReaderCommit, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("text/html") },
  });
});
