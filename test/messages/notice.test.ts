import { expect, test } from "vitest";
import * as z from "zod";
import { defineCheck } from "../../src/check.ts";
import type { IncidentEvent } from "../../src/incidents/incident.ts";
import { detailsOf, headlineOf, linksOf, noticeOf } from "../../src/messages/notice.ts";
import { definitionOf } from "../definition_of.ts";
import { HOSTILE, incidentOf, NOON, noticeWith } from "../notice_of.ts";

const check = defineCheck({
  documentation: "The URL answers with\n200, e.g. at once. Then: what it answers.\n\nMore.",
  params: z.strictObject({}),
  run: async () => ({ success: true, data: null }),
}).configure({});

const of = (event: Partial<IncidentEvent> = {}) =>
  noticeOf(
    { type: "opened", incident: incidentOf(), at: NOON, ...event },
    {
      definition: definitionOf({ description: "People can buy. And more.", check }),
      serviceUrl: "https://poucave.example/",
      troubleshooting: "https://wiki.example/shop/home",
    },
  );

test("says what the check means, what must hold and what was found", () => {
  const notice = of();

  expect(headlineOf(notice)).toBe("shop/home fails");
  expect(detailsOf(notice)).toEqual([
    ["Means", "People can buy."],
    ["Must hold", "The URL answers with 200, e.g. at once."],
    ["Found", '{"error":"no answer"}'],
    ["Since", "2026-11-22 12:00:00 UTC"],
  ]);
});

test("links to the check's details, to its troubleshooting and to its bugs", () => {
  const incident = incidentOf({ bugs: ["https://bugs.example/1", "javascript:alert(1)"] });

  expect(linksOf(of({ incident }))).toEqual([
    ["Details", "https://poucave.example/#/shop/home"],
    ["Troubleshooting", "https://wiki.example/shop/home"],
    ["Known issue", "https://bugs.example/1"],
  ]);
});

test("a recovery says how long it lasted", () => {
  const incident = incidentOf({ end: NOON + 12 * 60_000 });

  expect(headlineOf(of({ type: "closed", incident, at: NOON + 13 * 60_000 }))).toBe(
    "shop/home holds again, after 12 min",
  );
});

test.each([
  ["errored", "shop/home cannot tell whether it holds"],
  ["stale", "shop/home has no recent result"],
] as const)("tells %s from a failure", (ailment, headline) => {
  expect(headlineOf(noticeWith({ ailment }))).toBe(headline);
});

test("a reminder says for how long", () => {
  expect(headlineOf(noticeWith({ type: "reminder", at: NOON + 4 * 3_600_000 }))).toBe(
    "shop/home still fails, for 4 h",
  );
});

test("what was found is cut to a line, without control characters, whatever its size", () => {
  const notice = of({ incident: incidentOf({ first: { text: HOSTILE.repeat(1_000) } }) });

  expect(notice.found.length).toBeLessThanOrEqual(500);
  expect(notice.found).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(notice.found.isWellFormed()).toBe(true);
});

test("without an address of the service there is no link to it", () => {
  const options = { definition: definitionOf(), serviceUrl: "", troubleshooting: "" };

  expect(linksOf(noticeOf({ type: "opened", incident: incidentOf(), at: NOON }, options))).toEqual([]);
});
