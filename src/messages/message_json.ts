import { iso } from "../show/brief.ts";
import { type Message, titleOf } from "./message.ts";
import { messageText } from "./message_text.ts";
import { headlineOf, type Notice } from "./notice.ts";

/** The body of `format = "json"`. A change that could break a reader gets another `schema`. */
export function jsonMessage(message: Message) {
  return {
    schema: "poucave.message/1",
    id: message.key,
    service: message.service,
    environment: message.environment,
    url: message.url,
    title: titleOf(message),
    text: messageText(message),
    similar: message.similar,
    missed: message.missed,
    events: message.notices.map(jsonEvent),
  };
}

function jsonEvent(notice: Notice) {
  const { type, at, id, project, check, ailment, start, end } = notice;
  return {
    type,
    time: iso(at),
    incident: id,
    project,
    check,
    status: ailment,
    title: headlineOf(notice),
    description: notice.description,
    must_hold: notice.holds,
    found: notice.found,
    since: iso(start),
    until: end === null ? null : iso(end),
    lasted_seconds: end === null ? null : Math.round((end - start) / 1000),
    url: notice.page,
    troubleshooting: notice.troubleshooting,
    bugs: notice.bugs,
  };
}
