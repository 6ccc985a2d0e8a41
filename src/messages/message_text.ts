import { type Message, remarksOf, titleOf } from "./message.ts";
import { detailsOf, headlineOf, linksOf, type Notice } from "./notice.ts";
import { oneLine, shorten } from "./shorten.ts";

/** A message as plain text, for mail and for whoever reads JSON by eye. */
export function messageText(message: Message): string {
  const parts = [...message.notices.map(noticeText), ...remarksOf(message), message.url];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** `[Poucave prod] shop/login fails`, in one line. */
export function subjectOf(message: Message): string {
  return shorten(oneLine(`[${message.service}] ${titleOf(message)}`), 200);
}

function noticeText(notice: Notice): string {
  const lines = [...detailsOf(notice), ...linksOf(notice)].map(([label, text]) => `  ${label}: ${text}`);
  return [headlineOf(notice), ...lines].join("\n");
}
