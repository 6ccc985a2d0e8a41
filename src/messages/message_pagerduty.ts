import { iso } from "../show/brief.ts";
import { type Message, remarksOf } from "./message.ts";
import { detailsOf, headlineOf, isGood, linksOf, type Notice } from "./notice.ts";
import { shorten } from "./shorten.ts";

// https://developer.pagerduty.com/docs/events-api-v2-overview: a dedup_key of 255 characters, a summary of 1,024.
const MAX_DEDUP_KEY = 255;
const MAX_SUMMARY = 1_024;

/** An event of the Events API v2: what fails triggers an alert, and what holds again resolves the same one. */
export function pagerdutyEvent(
  notice: Notice,
  { message, routingKey }: { message: Message; routingKey: string },
) {
  const event = {
    routing_key: routingKey,
    dedup_key: shorten(`${message.service}/${notice.key}`, MAX_DEDUP_KEY),
  };
  if (isGood(notice)) return { ...event, event_action: "resolve" };
  const remarks = remarksOf(message).join("\n");
  return {
    ...event,
    event_action: "trigger",
    client: message.service,
    ...(message.url && { client_url: message.url }),
    links: linksOf(notice).map(([text, href]) => ({ text, href })),
    payload: {
      summary: shorten(`[${message.service}] ${headlineOf(notice)}`, MAX_SUMMARY),
      source: message.service,
      severity: notice.ailment === "failed" ? "critical" : "error",
      timestamp: iso(notice.at),
      component: notice.check,
      group: notice.project,
      class: notice.ailment,
      custom_details: { ...Object.fromEntries(detailsOf(notice)), ...(remarks && { Remarks: remarks }) },
    },
  };
}
