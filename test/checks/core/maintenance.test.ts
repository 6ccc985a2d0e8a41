import { expect, test } from "vitest";
import maintenance from "../../../checks/core/maintenance.ts";
import { json, runCheck } from "../../fake_host.ts";

const repo = "acme/shop";
const params = { repositories: [repo] };

interface PullOptions {
  readonly updated_at?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
}

/** Ten days old at noon, unless told otherwise. */
function pull({ updated_at = "2026-11-12T12:00:00Z", draft = false, labels = [] }: PullOptions = {}) {
  return { id: 1, updated_at, draft, labels: labels.map((name) => ({ name })) };
}

function open(...pulls: unknown[]) {
  return { routes: { [pullsOf(repo)]: json(pulls) } };
}

function pullsOf(name: string): string {
  return `GET https://api.github.com/repos/${name}/pulls?state=open`;
}

test("passes, with the numbers, while few are old", async () => {
  const outcome = await runCheck(
    maintenance,
    params,
    open(pull(), pull({ updated_at: "2026-11-22T00:00:00Z" })),
  );

  expect(outcome).toMatchObject({ status: "passed", data: { [repo]: { pulls: { old: 1, total: 2 } } } });
});

test("fails when too many are old", async () => {
  const outcome = await runCheck(maintenance, { ...params, max_opened_pulls: 0 }, open(pull()));

  expect(outcome).toMatchObject({ status: "failed", data: { [repo]: { pulls: { old: 1, total: 1 } } } });
});

test("fails when one is forgotten", async () => {
  const outcome = await runCheck(maintenance, params, open(pull({ updated_at: "2000-01-05T00:00:00Z" })));

  expect(outcome.status).toBe("failed");
});

test("does not count recent ones as old", async () => {
  const strict = { ...params, max_opened_pulls: 0, max_days_last_activity: 10, min_days_last_activity: 10 };

  const outcome = await runCheck(maintenance, strict, open(pull()));

  expect(outcome).toMatchObject({ status: "passed", data: { [repo]: { pulls: { old: 0, total: 1 } } } });
});

test.each([
  ["none is open", []],
  ["only drafts are", [pull({ draft: true })]],
  ["only blocked ones are", [pull({ labels: ["dependencies", "blocked"] })]],
])("says nothing where %s", async (_, pulls) => {
  const outcome = await runCheck(maintenance, { ...params, max_opened_pulls: 0 }, open(...pulls));

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("cannot tell when GitHub cannot be reached", async () => {
  const outcome = await runCheck(maintenance, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("names the repository that GitHub does not show", async () => {
  const routes = { [pullsOf(repo)]: json({ message: "Not Found" }, { status: 404 }) };

  const outcome = await runCheck(maintenance, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringContaining("the pull requests of acme/shop on GitHub: status 404") },
  });
});

test("reads all pages", async () => {
  const second = "https://api.github.com/repositories/42/pulls?state=open&page=2";
  const routes = {
    [pullsOf(repo)]: json([pull()], {
      headers: { link: `<${second}>; rel="next", <${second}>; rel="last"` },
    }),
    [`GET ${second}`]: json([pull(), pull()], { headers: { link: `<${second}>; rel="prev"` } }),
  };

  const outcome = await runCheck(maintenance, params, { routes });

  expect(outcome).toMatchObject({ data: { [repo]: { pulls: { old: 3, total: 3 } } } });
});

test("lists the repositories with most old ones first", async () => {
  const other = "acme/blog";
  const routes = { [pullsOf(repo)]: json([pull()]), [pullsOf(other)]: json([pull(), pull()]) };

  const outcome = await runCheck(maintenance, { repositories: [repo, other] }, { routes });

  expect("data" in outcome && Object.keys(outcome.data ?? {})).toEqual([other, repo]);
});
