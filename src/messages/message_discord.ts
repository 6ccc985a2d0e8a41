import { iso } from "../show/brief.ts";
import { fit, headlines, joinFitting, type Message, remarksOf } from "./message.ts";
import { subjectOf } from "./message_text.ts";
import { detailsOf, headlineOf, isGood, linksOf, type Notice } from "./notice.ts";
import { shorten } from "./shorten.ts";

// https://docs.discord.com/developers/resources/message#embed-object: ten embeds, 6,000 characters in all of them
// together, 256 of a title, 4,096 of a description; 2,000 of content.
const MAX_EMBEDS = 10;
const MAX_EMBEDDED = 5_800;
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 2_000;
const MAX_CONTENT = 2_000;

const RED = 0xd32f2f;
const GREEN = 0x2e7d32;

/** A webhook's message. Every mark of Markdown in what is not ours is escaped, and nobody is mentioned. */
export function discordMessage(message: Message) {
  const detailed = message.notices.slice(0, MAX_EMBEDS);
  const { shown } = fit(detailed, {
    room: MAX_EMBEDDED,
    render: embedOf,
    size: ({ title, description }) => title.length + description.length,
  });
  // Escaped, a text is at most twice as long.
  const named = headlines(message.notices.slice(shown.length), MAX_CONTENT / 4);
  const parts = [subjectOf(message), named, ...remarksOf(message).map((remark) => shorten(remark, 150))];
  return {
    content: shorten(escapeMarkdown(parts.filter((part) => part !== "").join("\n")), MAX_CONTENT),
    allowed_mentions: { parse: [] },
    embeds: shown,
  };
}

function embedOf(notice: Notice) {
  const details = detailsOf(notice).filter(([, text]) => text !== notice.found);
  const lines = [
    ...details.map(([, text]) => escapeMarkdown(text)),
    ...(notice.found === "" ? [] : [codeBlock(notice.found)]),
    ...linksOf(notice).map(([label, url]) => `[${label}](<${new URL(url).href.replaceAll(")", "%29")}>)`),
  ];
  return {
    title: shorten(escapeMarkdown(headlineOf(notice)), MAX_TITLE),
    ...(notice.page && { url: notice.page }),
    description: joinFitting(lines, "\n", MAX_DESCRIPTION),
    color: isGood(notice) ? GREEN : RED,
    timestamp: iso(notice.at),
  };
}

/** Nothing is escaped in a block of code; only its own end would end it. */
function codeBlock(text: string): string {
  return `\`\`\`\n${text.replaceAll("`", "`\u200b")}\n\`\`\``;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<@:.+-]/g, "\\$&");
}
