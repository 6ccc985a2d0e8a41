import { describe, expect, test } from "vitest";
import { byWeight, titleOf } from "../../src/messages/message.ts";
import { discordMessage } from "../../src/messages/message_discord.ts";
import { jsonMessage } from "../../src/messages/message_json.ts";
import { pagerdutyEvent } from "../../src/messages/message_pagerduty.ts";
import { slackMessage } from "../../src/messages/message_slack.ts";
import { teamsMessage } from "../../src/messages/message_teams.ts";
import { messageText, subjectOf } from "../../src/messages/message_text.ts";
import type { Notice } from "../../src/messages/notice.ts";
import { HOSTILE, messageWith, NOON, noticeWith } from "../notice_of.ts";

const closed = noticeWith({ type: "closed", id: "b", check: "cart", end: NOON + 60_000 });

/** As bad as it gets: 200 notices, each text as long and as hostile as it may be. */
const worst = messageWith({
  notices: Array.from({ length: 200 }, (_, index) => worstNotice(index)),
  similar: HOSTILE.repeat(20).slice(0, 1_000),
  missed: 1_234,
});

function worstNotice(index: number): Notice {
  return noticeWith({
    id: `shop:${index}`,
    check: "x".repeat(64),
    project: "_".repeat(64),
    description: HOSTILE.repeat(9).slice(0, 300),
    holds: "*`_".repeat(100),
    found: "`".repeat(500),
    bugs: Array.from({ length: 5 }, () => `https://bugs.example/?q=${"&|)".repeat(100)}`),
  });
}

describe("a message", () => {
  test("of one notice has its headline as title", () => {
    expect(titleOf(messageWith())).toBe("shop/home fails");
  });

  test("of several counts, the bad news first", () => {
    const notices = byWeight([closed, noticeWith(), noticeWith({ id: "c" })]);

    expect(notices.map(({ type }) => type)).toEqual(["opened", "opened", "closed"]);
    expect(titleOf({ notices })).toBe("2 checks do not hold, 1 check holds again");
  });

  test("counts an agent as an agent, and each kind only where there is one", () => {
    const silent = noticeWith({ ailment: "silent", check: "vpn" });
    const back = noticeWith({ ailment: "silent", check: "lan", type: "closed" });

    expect(titleOf({ notices: [silent, noticeWith()] })).toBe("1 agent is silent, 1 check does not hold");
    expect(titleOf({ notices: [silent, silent, back] })).toBe("2 agents are silent, 1 agent is back");
  });

  test("as text has everything, a line each", () => {
    expect(
      messageText(messageWith({ similar: "Failed together on 2 March; cause: a certificate.", missed: 3 })),
    ).toBe(`shop/home fails
  Means: People can buy.
  Must hold: The URL answers with 200.
  Found: {"error":"no answer"}
  Since: 2026-11-22 12:00:00 UTC
  Details: https://poucave.example/#/shop/home
  Troubleshooting: https://wiki.example/shop/home
  Known issue: https://bugs.example/1

Failed together on 2 March; cause: a certificate.

3 earlier notices could not be delivered and were dropped.

https://poucave.example/
`);
  });

  test("has a subject of one line", () => {
    expect(subjectOf(messageWith({ service: "Shop\r\nBcc: a@b.example" }))).toBe(
      "[Shop Bcc: a@b.example] shop/home fails",
    );
  });
});

test("JSON says which schema it has, and times as ISO 8601", () => {
  const { text: _, ...body } = jsonMessage(messageWith({ notices: [closed] }));

  expect(body).toEqual({
    schema: "poucave.message/1",
    id: "0b5f6f2e-6b52-4d0e-9d7a-0a4f4b1d8f11",
    service: "Poucave prod",
    environment: "prod",
    url: "https://poucave.example/",
    title: "shop/cart holds again, after 1 min",
    similar: "",
    missed: 0,
    events: [
      {
        type: "closed",
        time: "2026-11-22T12:00:00.000Z",
        incident: "b",
        project: "shop",
        check: "cart",
        status: "failed",
        title: "shop/cart holds again, after 1 min",
        description: "People can buy.",
        must_hold: "The URL answers with 200.",
        found: '{"error":"no answer"}',
        since: "2026-11-22T12:00:00.000Z",
        until: "2026-11-22T12:01:00.000Z",
        lasted_seconds: 60,
        url: "https://poucave.example/#/shop/home",
        troubleshooting: "https://wiki.example/shop/home",
        bugs: ["https://bugs.example/1"],
      },
    ],
  });
});

describe("Slack", () => {
  test("gets blocks: a title, what is said, what was found, links", () => {
    const { text, blocks } = slackMessage(messageWith());

    expect(text).toBe("[Poucave prod] shop/home fails");
    expect(blocks.map(({ type }) => type)).toEqual(["header", "section", "rich_text", "context", "context"]);
    expect(JSON.stringify(blocks)).toContain("<https://bugs.example/1|Known issue>");
  });

  test("gets no more than it takes", () => {
    const { blocks } = slackMessage(worst);

    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const text of textsIn(blocks)) expect(text.length).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks)).toMatch(/and \d+ more/);
  });

  test("sees no markup, mention or emoji in what is not ours", () => {
    const { text, blocks } = slackMessage(
      messageWith({ service: "<!here>", notices: [noticeWith({ description: HOSTILE, found: HOSTILE })] }),
    );
    const marked = objectsIn(blocks).filter(({ type }) => type === "mrkdwn");
    const plain = objectsIn(blocks).filter(({ type }) => type === "plain_text");

    expect(text).toBe("[&lt;!here&gt;] shop/home fails");
    expect(marked).toHaveLength(2);
    expect(JSON.stringify(marked)).not.toMatch(/<!|channel|\*bold/);
    expect(plain.every(({ emoji }) => emoji === false)).toBe(true);
  });
});

describe("Discord", () => {
  test("gets an embed a notice, and mentions nobody", () => {
    const { content, embeds, allowed_mentions } = discordMessage(
      messageWith({ notices: [noticeWith(), closed] }),
    );

    expect(content).toBe("\\[Poucave prod\\] 1 check does not hold, 1 check holds again");
    expect(embeds.map(({ color }) => color)).toEqual([0xd32f2f, 0x2e7d32]);
    expect(allowed_mentions).toEqual({ parse: [] });
  });

  test("gets no more than it takes", () => {
    const { content, embeds } = discordMessage(worst);
    const embedded = embeds.reduce(
      (sum, { title, description }) => sum + title.length + description.length,
      0,
    );

    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(content).toMatch(/and \d+ more/);
    expect(embeds.length).toBeLessThanOrEqual(10);
    expect(embedded).toBeLessThanOrEqual(6_000);
    for (const { title } of embeds) expect(title.length).toBeLessThanOrEqual(256);
  });

  test("sees no markup in what is not ours, and what was found stays in its block", () => {
    const { embeds } = discordMessage(
      messageWith({ notices: [noticeWith({ description: HOSTILE, found: "a```\n@everyone", bugs: [] })] }),
    );
    const description = embeds[0]?.description ?? "";

    expect(description).toContain("\\*bold\\* \\_it\\_ \\~no\\~ \\`code\\`");
    expect(description).toContain("\\@everyone");
    expect(description.match(/```/g)).toHaveLength(2);
  });
});

describe("Teams", () => {
  test("gets an Adaptive Card", () => {
    const { type, attachments } = teamsMessage(messageWith());

    expect(type).toBe("message");
    expect(attachments[0]).toMatchObject({
      contentType: "application/vnd.microsoft.card.adaptive",
      content: {
        type: "AdaptiveCard",
        actions: [{ type: "Action.OpenUrl", url: "https://poucave.example/" }],
      },
    });
  });

  test("gets no more than it takes", () => {
    expect(new TextEncoder().encode(JSON.stringify(teamsMessage(worst))).byteLength).toBeLessThan(28_000);
  });

  test("has text in runs alone, which know no markup", () => {
    const card = teamsMessage(messageWith({ notices: [noticeWith({ description: HOSTILE })] }));

    expect(objectsIn(card).some(({ type }) => type === "TextBlock")).toBe(false);
  });
});

describe("PagerDuty", () => {
  const options = { message: messageWith(), routingKey: "key" };

  test("has an alert triggered and resolved under the same key", () => {
    const trigger = pagerdutyEvent(noticeWith(), options);
    const resolve = pagerdutyEvent(noticeWith({ type: "closed" }), options);

    expect(trigger).toMatchObject({
      event_action: "trigger",
      routing_key: "key",
      payload: { summary: "[Poucave prod] shop/home fails", severity: "critical", source: "Poucave prod" },
    });
    expect(resolve).toEqual({ routing_key: "key", event_action: "resolve", dedup_key: trigger.dedup_key });
  });

  test("gets no more than it takes", () => {
    const message = messageWith({ service: "s".repeat(2_000) });
    const event = pagerdutyEvent(worstNotice(1), { message, routingKey: "key" });

    expect(event.dedup_key.length).toBeLessThanOrEqual(255);
    expect("payload" in event && event.payload.summary.length).toBeLessThanOrEqual(1_024);
  });
});

/** Every object in JSON, at any depth. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [{ ...value }, ...inner];
}

function textsIn(value: unknown): string[] {
  return objectsIn(value).flatMap(({ text }) => (typeof text === "string" ? [text] : []));
}
