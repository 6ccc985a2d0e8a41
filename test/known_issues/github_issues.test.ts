import { expect, test } from "vitest";
import { askGitHub } from "../../src/known_issues/github_issues.ts";

const QUERY = { repository: "acme/shop", label: "known issue" };

const issue = (given: object = {}) => ({
  number: 7,
  title: "It is slow",
  state: "open",
  state_reason: null,
  labels: [{ name: "known issue" }, { name: "shop/home" }],
  body: "Since May.",
  html_url: "https://github.com/acme/shop/issues/7",
  updated_at: "2026-11-20T10:00:00Z",
  ...given,
});
const answering = (secret: boolean, ...pages: unknown[]) => {
  const asked: URL[] = [];
  const fetch = async (url: string) => {
    const { pathname } = new URL(url);
    if (pathname === "/repos/acme/shop") return Response.json({ private: secret });
    asked.push(new URL(url));
    return Response.json(pages[asked.length - 1] ?? []);
  };
  return { asked, fetch };
};

test("asks for the issues of a repository with a label, open and closed", async () => {
  const { asked, fetch } = answering(false, [issue()]);

  const answered = await askGitHub(fetch, QUERY);

  expect(asked.map(({ href }) => href)).toEqual([
    "https://api.github.com/repos/acme/shop/issues?labels=known+issue&state=all&sort=updated&direction=desc&per_page=100&page=1",
  ]);
  expect(answered).toEqual({
    cut: false,
    issues: [
      {
        id: 7,
        summary: "It is slow",
        open: true,
        fixed: false,
        status: "open",
        lastUpdate: "2026-11-20T10:00:00Z",
        url: "https://github.com/acme/shop/issues/7",
        text: "It is slow\nSince May.\nknown issue\nshop/home",
      },
    ],
  });
});

test.each([
  ["completed", true],
  [null, true],
  ["not_planned", false],
])("an issue closed as %j was mended: %j", async (state_reason, fixed) => {
  const { fetch } = answering(false, [issue({ state: "closed", state_reason })]);

  expect((await askGitHub(fetch, QUERY)).issues).toMatchObject([{ open: false, fixed }]);
});

test("hides the titles of a private repository", async () => {
  const { fetch } = answering(true, [issue()]);

  expect((await askGitHub(fetch, QUERY)).issues).toMatchObject([{ summary: "" }]);
});

test("a pull request is no issue", async () => {
  const { fetch } = answering(false, [issue(), issue({ pull_request: { url: "https://api.github.com/x" } })]);

  expect((await askGitHub(fetch, QUERY)).issues).toHaveLength(1);
});

test("reads page after page, and says where there are more than 1,000", async () => {
  const page = Array.from({ length: 100 }, () => issue());
  const { asked, fetch } = answering(false, ...Array.from({ length: 12 }, () => page));

  const { issues, cut } = await askGitHub(fetch, QUERY);

  expect([asked.length, issues.length, cut]).toEqual([10, 1_000, true]);
});

test("a link that is none is not shown: javascript: must not reach the page", async () => {
  const { fetch } = answering(false, [issue({ html_url: "javascript:alert(1)" })]);

  await expect(askGitHub(fetch, QUERY)).rejects.toThrow("it is not what was expected, at 0.html_url");
});
