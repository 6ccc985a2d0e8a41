import { expect, test } from "vitest";
import deployedCommit from "../../../checks/core/deployed_commit.ts";
import { json, runCheck } from "../../fake_host.ts";

const params = { server: "http://server.example/v1", repo: "acme/shop" };
const VERSION = "GET http://server.example/v1/__version__";
const BRANCH = "GET https://api.github.com/repos/acme/shop/branches/main";

interface CommitOptions {
  readonly date?: string;
  readonly committed?: string;
  readonly login?: string;
}

function network(deployed: string, options: CommitOptions = {}) {
  const { date = "2026-11-22T10:00:00Z", committed = date, login = "ada" } = options;
  const commit = {
    author: { name: "Ada Lovelace", date },
    committer: { name: "GitHub", date: committed },
    message: "Fix #755: import lambdas (#758)\n\n* Fix\n* Fix",
  };
  const author = login === "" ? null : { login };
  return {
    routes: {
      [VERSION]: json({ commit: deployed }),
      [BRANCH]: json({ name: "main", commit: { sha: "ba2d", author, commit } }),
    },
  };
}

test("passes, with both commits, when the newest is deployed", async () => {
  const outcome = await runCheck(deployedCommit, params, network("ba2d"));

  expect(outcome).toEqual({
    status: "passed",
    data: {
      latest_commit: {
        sha: "ba2d",
        author: "ada",
        message: "Fix #755: import lambdas (#758)",
        date: "2026-11-22T10:00:00Z",
      },
      deployed_commit: "ba2d",
      lag_seconds: 0,
    },
    value: 0,
  });
});

test("fails, with the lag, when another has been deployed for too long", async () => {
  const outcome = await runCheck(deployedCommit, params, network("7a50"));

  expect(outcome).toMatchObject({ status: "failed", data: { deployed_commit: "7a50", lag_seconds: 7200 } });
});

test("passes while the newest is young", async () => {
  const outcome = await runCheck(deployedCommit, params, network("7a50", { date: "2026-11-22T11:00:01Z" }));

  expect(outcome).toMatchObject({ status: "passed", data: { lag_seconds: 3599 } });
});

test("passes while an old commit has only just come onto the branch", async () => {
  const merged = { date: "2026-01-01T00:00:00Z", committed: "2026-11-22T11:55:00Z" };

  const outcome = await runCheck(deployedCommit, params, network("7a50", merged));

  expect(outcome).toMatchObject({ status: "passed", data: { lag_seconds: 300 } });
});

test("cannot tell when the server cannot be reached", async () => {
  const { [BRANCH]: branch = json({}) } = network("").routes;

  const outcome = await runCheck(deployedCommit, params, { routes: { [BRANCH]: branch } });

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("names an author without account as the commit does", async () => {
  const outcome = await runCheck(deployedCommit, params, network("ba2d", { login: "" }));

  expect(outcome).toMatchObject({ data: { latest_commit: { author: "Ada Lovelace" } } });
});

test("asks for a branch with slashes, and nothing else", async () => {
  const { [VERSION]: version = json({}), [BRANCH]: branch = json({}) } = network("ba2d").routes;
  const routes = { [VERSION]: version, [BRANCH.replace("main", "release/v1%3Fx")]: branch };

  const outcome = await runCheck(deployedCommit, { ...params, branch: "release/v1?x" }, { routes });

  expect(outcome.status).toBe("passed");
});

test("refuses a repository without owner", () => {
  expect(() => deployedCommit.configure({ ...params, repo: "shop" })).toThrow("expected owner/name");
});
