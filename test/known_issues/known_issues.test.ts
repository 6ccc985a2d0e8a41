import { expect, test } from "vitest";
import { buglistOf, bugUrlsOf, type Issue, shelve } from "../../src/known_issues/known_issues.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(NOON - hours * HOUR_MS).toISOString();

const issue = (given: Partial<Issue> = {}): Issue => ({
  id: 1,
  summary: "It is slow",
  open: true,
  fixed: false,
  status: "NEW",
  lastUpdate: ago(500),
  url: "https://bugs.example.com/1",
  text: "[shop/home]",
  ...given,
});
const shelf = (...issues: Issue[]) => shelve({ issues, cut: false }, ["shop/home", "shop/cart"]).issues;
const failing = { status: "failed", since: NOON - HOUR_MS, now: NOON } as const;
const green = (hours: number) => ({ status: "passed", since: NOON - hours * HOUR_MS, now: NOON }) as const;

test("an entry has the original's fields", () => {
  expect(buglistOf(shelf(issue()), "shop/home", failing)).toEqual([
    {
      id: 1,
      summary: "It is slow",
      open: true,
      status: "NEW",
      last_update: ago(500),
      heat: "",
      url: "https://bugs.example.com/1",
      hint: "",
    },
  ]);
});

test("open bugs come first, then those that changed last", () => {
  const issues = shelf(
    issue({ id: 1, open: false, lastUpdate: ago(1) }),
    issue({ id: 2, lastUpdate: ago(9) }),
    issue({ id: 3, open: false, lastUpdate: ago(5) }),
    issue({ id: 4, lastUpdate: ago(7) }),
  );

  expect(buglistOf(issues, "shop/home", failing).map(({ id }) => id)).toEqual([4, 2, 1, 3]);
});

test.each([
  [0, "hot"],
  [239.9, "hot"],
  [240, ""],
  [720, ""],
  [720.1, "cold"],
])("a bug that changed %d hours ago is %j", (hours, heat) => {
  expect(buglistOf(shelf(issue({ lastUpdate: ago(hours) })), "shop/home", failing)).toMatchObject([{ heat }]);
});

test.each([
  ["poucave prod shop/home", true],
  ["[shop/home][shop/cart]", true],
  ["See shop/home.", true],
  ["https://poucave.example.com/checks/shop/home?x", true],
  ["shop/homepage, and shop/home", true],
  ["shop/homepage", false],
  ["shop/home-2", false],
  ["shop/home.v2", false],
  ["eshop/home", false],
  ["my-shop/home", false],
  ["shop / home", false],
  ["", false],
])("%j names shop/home: %j", (text, named) => {
  expect(buglistOf(shelf(issue({ text })), "shop/home", failing).length === 1).toBe(named);
});

test.each([
  ["a failing check whose bug was mended", { open: false, fixed: true }, failing, "regression of 1?"],
  [
    "an errored check whose bug was mended",
    { open: false, fixed: true },
    { ...failing, status: "errored" as const },
    "regression of 1?",
  ],
  ["a failing check whose bug nobody will mend", { open: false, fixed: false }, failing, ""],
  ["a failing check whose bug is open", {}, failing, ""],
  ["a check that is green for a week with an open bug", {}, green(168), "fixed?"],
  ["a check that is green for less than a week with an open bug", {}, green(167.9), ""],
  ["a green check whose bug was mended", { open: false, fixed: true }, green(500), ""],
  [
    "a check that nobody has heard of",
    { open: false, fixed: true },
    { ...failing, status: "stale" as const },
    "",
  ],
])("%s", (_, given, situation, hint) => {
  expect(buglistOf(shelf(issue(given)), "shop/home", situation)).toMatchObject([{ hint }]);
});

test("an issue that names several checks is linked to each, one that names none is not kept", () => {
  const issues = shelf(issue({ text: "shop/home shop/cart" }), issue({ text: "shop/other" }));

  expect(issues.map(({ checks }) => checks)).toEqual([["shop/home", "shop/cart"]]);
  expect([bugUrlsOf(issues, "shop/cart"), bugUrlsOf(issues, "shop/other")]).toEqual([
    ["https://bugs.example.com/1"],
    [],
  ]);
});

test("a summary of 64 KiB is cut to a line, between characters", () => {
  const [kept] = shelf(issue({ summary: `${"\u0000a\n\tb "}${"🦊".repeat(20_000)}` }));

  expect(kept?.summary).toHaveLength(199);
  expect(kept?.summary).toMatch(/^a b 🦊.*🦊…$/u);
});

test("of more issues than can be kept the open and newest are, and it is said", () => {
  const issues = Array.from({ length: 50_000 }, (_, id) => issue({ id, open: id > 49_000 }));

  const kept = shelve({ issues, cut: false }, ["shop/home"]);

  expect([kept.issues.length, kept.cut, kept.issues.filter(({ open }) => open).length]).toEqual([
    1_000,
    true,
    999,
  ]);
});
