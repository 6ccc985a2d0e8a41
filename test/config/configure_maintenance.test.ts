// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import * as z from "zod";
import { defineCheck } from "../../src/check.ts";
import { locate } from "../../src/cli/locate.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { type Config, loadConfig } from "../../src/config.ts";

const CHECKS = {
  "checks.core.nothing": defineCheck({
    documentation: "Nothing is asked.",
    params: z.strictObject({}),
    run: async () => ({ success: true, data: null }),
  }),
};

const SHOP = `
[checks.shop.home]
description = "d"
module = "checks.core.nothing"
tags = ["critical"]
`;

function load(text: string, variables: Record<string, string> = {}): Config {
  return loadConfig(`${SHOP}${text}`, { checks: CHECKS, variables, defaultTtl: 60 });
}

function problemsOf(text: string): string[] {
  return load(`[[maintenance]]\n${text}`).problems.map((problem) => formatProblem(problem));
}

const CHRISTMAS = Date.parse("2026-12-24T21:00:00Z");

test.each([
  ["an offset", "from = 2026-12-24T22:00:00+01:00\nto = 2026-12-25T01:00:00+01:00"],
  ["UTC", "from = 2026-12-24T21:00:00Z\nto = 2026-12-25T00:00:00Z"],
  ["a time zone", 'from = 2026-12-24T22:00:00\nto = 2026-12-25T01:00:00\ntimezone = "Europe/Paris"'],
  ["text", 'from = "2026-12-24T21:00:00Z"\nto = "2026-12-25T00:00:00Z"'],
])("takes a window from–to with %s", (_, written) => {
  const { maintenance, problems } = load(`[[maintenance]]\n${written}\nreason = "new disks"`);

  expect(problems).toEqual([]);
  expect(maintenance).toMatchObject([{ project: null, tag: null, check: null, reason: "new disks" }]);
  expect(maintenance[0]?.next(0)).toEqual({ from: CHRISTMAS, to: CHRISTMAS + 3 * 3_600_000 });
});

test("takes a window that recurs, for the checks that it names", () => {
  const { maintenance, problems } = load(`
    [[maintenance]]
    cron = "0 22 * * *"
    duration = "2h"
    timezone = "Europe/Paris"
    project = "shop"
    tag = "critical"
    check = "shop/home"
  `);

  expect(problems).toEqual([]);
  expect(maintenance).toMatchObject([{ project: "shop", tag: "critical", check: "shop/home", reason: "" }]);
  expect(maintenance[0]?.next(CHRISTMAS)).toEqual({ from: CHRISTMAS, to: CHRISTMAS + 2 * 3_600_000 });
});

test.each([
  ["", ["maintenance.0.from: missing, expected from and to, or cron and duration"]],
  ["from = 2026-12-24T22:00:00Z", ['maintenance.0.to: missing key "to"']],
  ['cron = "0 22 * * *"', ['maintenance.0.duration: missing key "duration"']],
  [
    'from = 2026-12-24T22:00:00Z\ncron = "0 22 * * *"',
    ["maintenance.0.cron: expected from and to, or cron and duration, not both"],
  ],
  [
    "from = 2026-12-24T22:00:00Z\nto = 2026-12-24T22:00:00Z",
    ["maintenance.0.to: expected a time after from"],
  ],
  [
    "from = 2026-12-24\nto = 22:00:00",
    [
      "maintenance.0.from: expected a date and time such as 2026-12-24T22:00:00+01:00",
      "maintenance.0.to: expected a date and time such as 2026-12-24T22:00:00+01:00",
    ],
  ],
  [
    'cron = "0 25 * * *"\nduration = "two hours"\ntimezone = "Mars/Base"',
    [
      'maintenance.0.cron: expected a cron pattern of five parts that ever comes round, such as "0 22 * * SUN"',
      "maintenance.0.duration: expected a duration such as 30m, 4h or 1d",
      'maintenance.0.timezone: expected the name of a time zone, such as "Europe/Paris"',
    ],
  ],
  ['cron = "0 0 30 2 *"\nduration = "1h"', [expect.stringContaining("ever comes round")]],
  ['cron = "0 0 * * * *"\nduration = "1h"', [expect.stringContaining("five parts")]],
  ['cron = "0 0 * * *"\nduration = "8d"', ["maintenance.0.duration: expected at most 7d"]],
  [
    'cron = "0 0 * * *"\nduration = "1h"\nproject = "shopp"\ntag = "eu"\ncheck = "shop/hom"\nreasn = "x"',
    [
      'maintenance.0.reasn: unknown key "reasn", did you mean "reason"?',
      'maintenance.0.project: no check has the project "shopp", did you mean "shop"?',
      'maintenance.0.tag: no check has the tag "eu", known are critical',
      'maintenance.0.check: no check is called "shop/hom", did you mean "shop/home"?',
    ],
  ],
])("tells all that is wrong with %j", (written, messages) => {
  expect(problemsOf(written)).toEqual(messages);
});

test("a window that is wrong silences nobody, and the others are kept", () => {
  const { maintenance, definitions } = load(`
    [[maintenance]]
    cron = "bad"
    duration = "2h"
    [[maintenance]]
    cron = "0 22 * * *"
    duration = "2h"
  `);

  expect([maintenance.length, definitions.length]).toEqual([1, 1]);
});

test("a table in the place of a list is a problem", () => {
  const { problems } = load('[maintenance]\ncron = "0 22 * * *"\nduration = "2h"');

  expect(problems.map((problem) => formatProblem(problem))).toEqual([
    "maintenance: expected a list of tables, as in [[maintenance]]",
  ]);
});

test("validate tells the line of a wrong window", () => {
  const text = `${SHOP}\n[[maintenance]]\ncron = "bad"\nduration = "2h"\n`;
  const { problems } = loadConfig(text, { checks: CHECKS, variables: {}, defaultTtl: 60 });

  expect(locate(text, problems)).toMatchObject([{ line: 8, column: 1 }]);
});

test("the reason, which everybody reads, has only public variables filled in", () => {
  const { maintenance } = load(
    '[[maintenance]]\ncron = "0 22 * * *"\nduration = "2h"\nreason = "${ENV_NAME} with ${SHOP_TOKEN}"',
    { ENV_NAME: "prod", SHOP_TOKEN: "canary-secret" },
  );

  expect(maintenance[0]?.reason).toBe("prod with ${SHOP_TOKEN}");
});
