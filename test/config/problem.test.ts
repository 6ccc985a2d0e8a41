import { expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";

test("says file, line, column, path and what is wrong", () => {
  const problem = {
    path: ["checks", "shop", "login", "params", "urll"],
    message: 'unknown parameter "urll", did you mean "url"?',
    line: 12,
    column: 3,
  };

  expect(formatProblem(problem, "config/config.toml")).toBe(
    'config/config.toml:12:3 checks.shop.login.params.urll: unknown parameter "urll", did you mean "url"?',
  );
});

test("leaves out what is not known", () => {
  expect(formatProblem({ path: ["checks"], message: "wrong" })).toBe("checks: wrong");
  expect(formatProblem({ path: [], message: "wrong", line: 3, column: 1 }, "a.toml")).toBe(
    "a.toml:3:1: wrong",
  );
  expect(formatProblem({ path: [], message: "wrong" })).toBe("wrong");
});

test("quotes keys that TOML would have in quotes, control characters escaped", () => {
  expect(formatProblem({ path: ["checks", "a.b", "c\u001b[31m"], message: "wrong" })).toBe(
    'checks."a.b"."c\\u001b[31m": wrong',
  );
});
