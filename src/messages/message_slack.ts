import { fit, headlines, joinFitting, type Message, remarksOf, titleOf } from "./message.ts";
import { subjectOf } from "./message_text.ts";
import { detailsOf, headlineOf, isGood, linksOf, type Notice } from "./notice.ts";
import { shorten } from "./shorten.ts";

// https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, 3,000 characters of text each, 150 of a header. Four of
// them are not about one notice.
const MAX_BLOCKS = 46;
const MAX_TEXT = 3_000;
const MAX_LINKS = 2_000;
const MAX_HEADER = 150;

/** Block Kit. What is not ours stands in plain and preformatted text, where Slack sees no markup and no mention. */
export function slackMessage(message: Message) {
  const { shown, rest } = fit(message.notices, {
    room: MAX_BLOCKS,
    render: blocksOf,
    size: ({ length }) => length,
  });
  const named = headlines(rest, MAX_TEXT);
  return {
    // Shown by telephones, and read out by screen readers.
    text: escapeSlack(subjectOf(message)),
    unfurl_links: false,
    blocks: [
      { type: "header", text: plain(titleOf(message), MAX_HEADER) },
      ...shown.flat(),
      ...(named === "" ? [] : [section(named)]),
      ...remarksOf(message).map(section),
      context(link(message.service, message.url)),
    ],
  };
}

function blocksOf(notice: Notice) {
  const details = detailsOf(notice).filter(([, text]) => text !== notice.found);
  const text = [`${isGood(notice) ? "✅" : "🔴"} ${headlineOf(notice)}`, ...details.map(([, line]) => line)];
  const links = linksOf(notice).map(([label, url]) => link(label, url));
  return [
    section(text.join("\n")),
    ...(notice.found === "" ? [] : [preformatted(notice.found)]),
    ...(links.length === 0 ? [] : [context(joinFitting(links, " · ", MAX_LINKS))]),
  ];
}

function section(text: string) {
  return { type: "section", text: plain(text, MAX_TEXT) };
}

function preformatted(text: string) {
  const elements = [{ type: "text", text: shorten(text, MAX_TEXT) }];
  return { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements }] };
}

/** `emoji: false` leaves `:fire:` as it is. */
function plain(text: string, length: number) {
  return { type: "plain_text", text: shorten(text, length), emoji: false };
}

function context(text: string) {
  return { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] };
}

function link(label: string, url: string): string {
  if (url === "") return escapeSlack(label);
  return `<${escapeSlack(new URL(url).href.replaceAll("|", "%7C"))}|${escapeSlack(label)}>`;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
