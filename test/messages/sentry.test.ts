import { expect, test } from "vitest";
import { crashEvent, envelope, transitionEvent } from "../../src/messages/sentry.ts";
import { messageWith, NOON, noticeWith } from "../notice_of.ts";

test("a change of state has its check as fingerprint, and a level by its direction", () => {
  const fails = transitionEvent(noticeWith(), messageWith());
  const holds = transitionEvent(noticeWith({ type: "closed", end: NOON + 1_000 }), messageWith());

  expect(fails).toMatchObject({ level: "error", fingerprint: ["shop/home"], environment: "prod" });
  expect(holds).toMatchObject({ level: "info", fingerprint: ["shop/home"] });
});

test("an envelope is three lines of JSON, for the project of the DSN", () => {
  const options = {
    dsn: "https://public@sentry.example/base/42",
    id: "0b5f6f2e-6b52-4d0e-9d7a-0a4f4b1d8f11",
    now: NOON,
  };

  const { url, headers, body } = envelope({ level: "error" }, options);
  const [head, item, event, rest] = body.split("\n");

  expect(url).toBe("https://sentry.example/base/api/42/envelope/");
  expect(headers["x-sentry-auth"]).toContain("sentry_key=public");
  expect(JSON.parse(head ?? "")).toEqual({
    event_id: "0b5f6f2e6b524d0e9d7a0a4f4b1d8f11",
    sent_at: "2026-11-22T12:00:00.000Z",
  });
  expect(JSON.parse(item ?? "")).toMatchObject({ type: "event" });
  expect(JSON.parse(event ?? "")).toMatchObject({ level: "error", timestamp: NOON / 1000 });
  expect(rest).toBe("");
});

test("a crash says which part, and its stack", () => {
  const crash = {
    service: "Shop",
    environment: "",
    part: "board",
    type: "TypeError",
    message: "m",
    stack: "at x",
  };

  expect(crashEvent(crash)).toMatchObject({
    level: "fatal",
    tags: { part: "board" },
    exception: { values: [{ type: "TypeError", value: "m" }] },
    extra: { stack: "at x" },
  });
});
