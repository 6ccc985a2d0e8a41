import { expect, test } from "vitest";
import readthedocs from "../../../checks/core/readthedocs.ts";
import { json, type Route, runCheck } from "../../fake_host.ts";

const params = { repo: "acme/shop", rtd_slug: "shop" };
const PAGE = "GET https://app.readthedocs.org/projects/shop/builds/";
const API = "GET https://readthedocs.org/api/v3/projects/shop/builds/";
const BRANCH = "GET https://api.github.com/repos/acme/shop/branches/main";

/** GitHub, whose newest commit is of 10:00, and one page of Read the Docs. */
function network(builds: Readonly<Record<string, Route>>) {
  const author = { name: "Ada", date: "2026-11-22T10:00:00Z" };
  const branch = json({ commit: { sha: "abc123", author: null, commit: { message: "", author } } });
  return { routes: { [BRANCH]: branch, ...builds } };
}

function page(...rows: string[]): Response {
  return new Response(`<html><table class="ui"><tbody>${rows.join("")}</tbody></table></html>`);
}

function row(commit?: string): string {
  const link = commit
    ? `<a class="x" href="https://github.com/acme/shop/commit/${commit}"><code>…</code></a>`
    : "—";
  return `<tr><td><a href="/projects/shop/builds/9/">#9</a></td><td>${link}</td></tr>`;
}

test("passes, with both commits, when the newest is built", async () => {
  const outcome = await runCheck(readthedocs, params, network({ [PAGE]: page(row("abc123"), row("old")) }));

  expect(outcome).toEqual({
    status: "passed",
    data: { github: { latest_sha: "abc123" }, readthedocs: { latest_build: "abc123" }, lag_seconds: 0 },
    value: 0,
  });
});

test("fails, with the lag, when the latest build is of another", async () => {
  const outcome = await runCheck(readthedocs, params, network({ [PAGE]: page(row("old")) }));

  expect(outcome).toMatchObject({
    status: "failed",
    data: { readthedocs: { latest_build: "old" }, lag_seconds: 7200 },
  });
});

test("passes while the newest commit is young", async () => {
  const patient = { ...params, lag_margin_seconds: 7201 };

  const outcome = await runCheck(readthedocs, patient, network({ [PAGE]: page(row("old")) }));

  expect(outcome.status).toBe("passed");
});

test("skips builds that have no commit yet", async () => {
  const outcome = await runCheck(readthedocs, params, network({ [PAGE]: page(row(), row(), row("abc123")) }));

  expect(outcome.status).toBe("passed");
});

test("does not read a table in a comment", async () => {
  const commented = new Response(`<!-- <table>${row("old")}</table> --><table>${row("abc123")}</table>`);

  const outcome = await runCheck(readthedocs, params, network({ [PAGE]: commented }));

  expect(outcome.status).toBe("passed");
});

test.each([
  ["has no table", new Response("<html>No builds</html>"), /no table on the page/],
  ["has no commit in five rows", page(row(), row(), row(), row(), row(), row("abc123")), /none has a commit/],
  ["is refused", new Response("", { status: 403 }), /status 403/],
])("cannot tell when the page %s", async (_, answer, why) => {
  const outcome = await runCheck(readthedocs, params, network({ [PAGE]: answer }));

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringMatching(why) } });
});

test("cannot tell when Read the Docs cannot be reached", async () => {
  const outcome = await runCheck(readthedocs, params, network({}));

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("asks the API where there is a token", async () => {
  const api: Route = ({ headers }) =>
    headers.get("authorization") === "Token s3cr3t"
      ? json({ results: [{ commit: null }, { commit: "abc123", success: true }] })
      : json({}, { status: 401 });

  const outcome = await runCheck(readthedocs, { ...params, rtd_token: "s3cr3t" }, network({ [API]: api }));

  expect(outcome).toMatchObject({ status: "passed", data: { readthedocs: { latest_build: "abc123" } } });
});
