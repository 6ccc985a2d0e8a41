import type { Channel } from "../config/notify_entry.ts";
import type { Message } from "./message.ts";
import { discordMessage } from "./message_discord.ts";
import { jsonMessage } from "./message_json.ts";
import { pagerdutyEvent } from "./message_pagerduty.ts";
import { slackMessage } from "./message_slack.ts";
import { teamsMessage } from "./message_teams.ts";
import { messageText, subjectOf } from "./message_text.ts";
import { envelope, type Outgoing, transitionEvent } from "./sentry.ts";

/** A mail, ready to be sent. */
export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How many notices a message to a channel may have: some take one event a request. */
export function groupSize({ kind }: Channel): number {
  return kind === "pagerduty" || kind === "sentry" ? 1 : 200;
}

/** What goes out for a message. */
export function outgoingOf(
  channel: Channel,
  message: Message,
  now: number,
): { readonly request: Outgoing } | { readonly mail: OutgoingMail } {
  switch (channel.kind) {
    case "webhook":
      return { request: post(channel.url, bodyOf(channel.format, message), message) };
    case "pagerduty": {
      const events = message.notices.map((one) =>
        pagerdutyEvent(one, { message, routingKey: channel.routingKey }),
      );
      return { request: post(channel.url, events[0], message) };
    }
    case "sentry": {
      const events = message.notices.map((one) => transitionEvent(one, message));
      return { request: envelope({ ...events[0] }, { dsn: channel.dsn, id: message.key, now }) };
    }
    case "email":
      return { mail: mailOf(channel.to, message) };
  }
}

function bodyOf(format: "json" | "slack" | "discord" | "teams", message: Message): unknown {
  switch (format) {
    case "json":
      return jsonMessage(message);
    case "slack":
      return slackMessage(message);
    case "discord":
      return discordMessage(message);
    case "teams":
      return teamsMessage(message);
  }
}

function post(url: string, body: unknown, { key }: Message): Outgoing {
  const headers = { "content-type": "application/json", "user-agent": "poucave", "idempotency-key": key };
  return { url, headers, body: JSON.stringify(body) };
}

/** Cloudflare takes no `Message-ID`, but any header of ours: https://developers.cloudflare.com/email-service/reference/headers/ */
function mailOf(to: string, message: Message): OutgoingMail {
  const headers = { "X-Idempotency-Key": message.key, "Auto-Submitted": "auto-generated" };
  return { to, subject: subjectOf(message), text: messageText(message), headers };
}
