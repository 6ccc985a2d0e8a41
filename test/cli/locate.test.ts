import { expect, test } from "vitest";
import { locate } from "../../src/cli/locate.ts";

const TEXT = `# comment
title = "x"
[checks.shop.login]
description = "é"
params.url = "a"
  params."od d" = { deep = [1, { er = 2 }] }

[checks.shop]
logout = { params = { url = "b" } }

[[list]]
[[list]]
a = 1
`;

function placeOf(path: string[]): string {
  const [problem] = locate(TEXT, [{ path, message: "wrong" }]);
  return `${problem?.line}:${problem?.column}`;
}

test.each([
  [["title"], "2:1"],
  [["checks", "shop", "login"], "3:1"],
  [["checks", "shop", "login", "params"], "5:1"],
  [["checks", "shop", "login", "params", "url"], "5:1"],
  [["checks", "shop", "login", "params", "od d"], "6:3"],
  [["checks", "shop", "login", "params", "od d", "deep"], "6:21"],
  [["checks", "shop", "login", "params", "od d", "deep", "1"], "6:32"],
  [["checks", "shop", "login", "params", "od d", "deep", "1", "er"], "6:34"],
  [["checks", "shop", "logout", "params", "url"], "9:23"],
  [["list", "1", "a"], "13:1"],
])("finds %j at %s", (path, place) => {
  expect(placeOf(path)).toBe(place);
});

test("finds the nearest table above what is missing", () => {
  expect(placeOf(["checks", "shop", "login", "module"])).toBe("3:1");
  expect(placeOf(["checks", "shop", "login", "params", "url", "0"])).toBe("5:1");
});

test("puts problems in the order of the file, those about all of it first", () => {
  const problems = [
    { path: ["list", "1", "a"], message: "third" },
    { path: ["title"], message: "second" },
    { path: ["nowhere"], message: "first" },
  ];

  expect(locate(TEXT, problems).map(({ message }) => message)).toEqual(["first", "second", "third"]);
});

test("keeps the position of broken TOML", () => {
  const problem = { path: [], message: "not TOML", line: 4, column: 2 };

  expect(locate("[broken", [problem])).toEqual([problem]);
});

test("takes a byte order mark for none", () => {
  expect(locate("\uFEFF[chekcs]", [{ path: ["chekcs"], message: "wrong" }])).toMatchObject([
    { line: 1, column: 1 },
  ]);
});
