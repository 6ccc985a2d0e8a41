import { describe, expect, test } from "vitest";
import type { Outcome, Status } from "../../src/outcome.ts";
import { textReport } from "../../src/show/text_report.ts";
import { answerOf, httpStatusOf } from "../../src/show/view.ts";
import { definitionOf } from "../definition_of.ts";

const options = { now: 100_000, tickMs: 60_000, troubleshooting: () => "https://docs.example.com/shop" };
const record = (outcome: Outcome) => ({
  outcome,
  startedAt: 90_000,
  durationMs: 12,
  since: 80_000,
});

test.each([
  ["passed", 200],
  ["failed", 503],
  ["stale", 503],
  ["pending", 503],
  ["errored", 500],
] as [Status, number][])("%s answers %i", (status, code) => {
  expect(httpStatusOf(status)).toBe(code);
});

describe("the answer of a check", () => {
  test("is no success where the last success is stale", () => {
    const answer = answerOf(definitionOf(), record({ status: "passed", data: 1, value: null }), {
      ...options,
      now: 10_000_000,
    });

    expect([answer.status, answer.success, answer.data]).toEqual(["stale", false, 1]);
  });

  test("has an error and no data where the check could not tell", () => {
    const error = { type: "TypeError", message: "Cannot reach it" };

    const answer = answerOf(definitionOf(), record({ status: "errored", error }), options);

    expect([answer.data, answer.error, answer.success]).toEqual([null, error, false]);
  });
});

describe("the text report", () => {
  test("is a table, then what is known of those that do not hold", () => {
    const passed = answerOf(
      definitionOf({ name: "a" }),
      record({ status: "passed", data: {}, value: null }),
      options,
    );
    const failed = answerOf(
      definitionOf({ name: "basket" }),
      record({ status: "failed", data: { lag: 3 }, value: null }),
      options,
    );

    expect(textReport([passed, failed])).toBe(
      [
        "shop  a       passed",
        "shop  basket  failed",
        "",
        "shop/basket",
        "  Status: failed since 1970-01-01T00:01:20.000Z",
        "  Description: The shop answers",
        "  Documentation: Nothing is asked.",
        '  Data: {\n      "lag": 3\n    }',
        "  Time: 1970-01-01T00:01:30.012Z, in 12 ms",
        "  Troubleshooting: https://docs.example.com/shop",
        "",
      ].join("\n"),
    );
  });

  test("cannot be broken by names and data of several lines: they are indented", () => {
    const error = { type: "Error", message: "one\nshop  a  passed" };

    const text = textReport([answerOf(definitionOf(), record({ status: "errored", error }), options)]);

    expect(text.split("\n").filter((line) => line.startsWith("shop  "))).toEqual(["shop  home  errored"]);
  });
});
