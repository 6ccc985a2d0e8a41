import type { Incident } from "../src/incidents/incident.ts";
import type { Message } from "../src/messages/message.ts";
import type { Notice } from "../src/messages/notice.ts";

export const NOON = Date.UTC(2026, 10, 22, 12);

/** An incident for tests, of which only what matters has to be said. */
export function incidentOf(given: Partial<Incident> = {}): Incident {
  return {
    id: "shop:home:1",
    key: "shop/home",
    project: "shop",
    check: "home",
    ailment: "failed",
    start: NOON,
    end: null,
    first: { error: "no answer" },
    last_good: null,
    changed: [],
    bugs: [],
    cause: "",
    notes: [],
    maintenance: false,
    ...given,
  };
}

/** A notice for tests. */
export function noticeWith(given: Partial<Notice> = {}): Notice {
  return {
    type: "opened",
    at: NOON,
    id: "shop:home:1",
    key: "shop/home",
    project: "shop",
    check: "home",
    ailment: "failed",
    description: "People can buy.",
    holds: "The URL answers with 200.",
    found: '{"error":"no answer"}',
    start: NOON,
    end: null,
    page: "https://poucave.example/#/shop/home",
    troubleshooting: "https://wiki.example/shop/home",
    bugs: ["https://bugs.example/1"],
    ...given,
  };
}

/** A message for tests. */
export function messageWith(given: Partial<Message> = {}): Message {
  return {
    key: "0b5f6f2e-6b52-4d0e-9d7a-0a4f4b1d8f11",
    service: "Poucave prod",
    environment: "prod",
    url: "https://poucave.example/",
    notices: [noticeWith()],
    similar: "",
    missed: 0,
    ...given,
  };
}

/** Names are restricted; everything else may hold anything. */
export const HOSTILE = `<!channel> <b>"quotes"</b> & @everyone *bold* _it_ ~no~ \`code\` \`\`\` [x](javascript:alert(1)) <@123> 😀 ${"\u202e"}\u0000 |pipe| \\`;
