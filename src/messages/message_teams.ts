import { fit, headlines, type Message, remarksOf, titleOf } from "./message.ts";
import { detailsOf, headlineOf, isGood, linksOf, type Notice } from "./notice.ts";

// A flow refuses more than about 28 KB, everything that it wraps around included:
// https://learn.microsoft.com/connectors/teams/#known-issues-and-limitations-with-actions
const MAX_CARD_BYTES = 20_000;
const MAX_HEADLINES = 2_000;

/** An Adaptive Card for a "Workflows" webhook. Its runs of text know no markup, unlike its blocks of text. */
export function teamsMessage(message: Message) {
  const { shown, rest } = fit(message.notices, { room: MAX_CARD_BYTES, render: itemsOf, size: sizeOf });
  const named = headlines(rest, MAX_HEADLINES);
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      text(`[${message.service}] ${titleOf(message)}`, { size: "Large", weight: "Bolder" }),
      ...shown.flat(),
      ...(named === "" ? [] : named.split("\n").map((line) => text(line))),
      ...remarksOf(message).map((remark) => text(remark)),
    ],
    actions: message.url === "" ? [] : [{ type: "Action.OpenUrl", title: "Dashboard", url: message.url }],
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

function itemsOf(notice: Notice) {
  const color = isGood(notice) ? "Good" : "Attention";
  return [
    text(headlineOf(notice), { weight: "Bolder", color }),
    ...detailsOf(notice).map(([label, line]) =>
      text(`${label}: ${line}`, line === notice.found ? { fontType: "Monospace" } : {}),
    ),
    ...linksOf(notice).map(([label, url]) =>
      text(label, { selectAction: { type: "Action.OpenUrl", title: label, url } }),
    ),
  ];
}

function text(line: string, style: Readonly<Record<string, unknown>> = {}) {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text: line, ...style }] };
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}
