import { iso } from "../show/brief.ts";
import type { Message } from "./message.ts";
import { detailsOf, headlineOf, isGood, linksOf, type Notice } from "./notice.ts";

/** A request, ready to be sent. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SentryOptions {
  readonly dsn: string;
  /** UUID: the same event twice is one. */
  readonly id: string;
  readonly now: number;
}

/** What every event of ours says of itself. */
interface Origin {
  readonly service: string;
  readonly environment: string;
}

export interface Crash extends Origin {
  /** An error's name. */
  readonly type: string;
  /** Redacted. */
  readonly message: string;
  readonly stack: string;
  /** Which part of the service crashed. */
  readonly part: string;
}

/** A change of state, as an event of Sentry: all those of a check are one issue. */
export function transitionEvent(notice: Notice, { service, environment }: Message) {
  return {
    ...originOf({ service, environment }),
    level: isGood(notice) ? "info" : "error",
    logger: "poucave.checks",
    logentry: { formatted: headlineOf(notice) },
    fingerprint: [`${notice.project}/${notice.check}`],
    tags: { project: notice.project, check: notice.check, status: notice.ailment },
    extra: Object.fromEntries([...detailsOf(notice), ...linksOf(notice)]),
  };
}

/** A crash of our own. */
export function crashEvent({ type, message, stack, part, ...origin }: Crash) {
  return {
    ...originOf(origin),
    level: "fatal",
    logger: "poucave",
    exception: { values: [{ type, value: message }] },
    fingerprint: ["poucave", part, type],
    tags: { part },
    extra: { stack },
  };
}

/**
 * The request that sends an event: https://develop.sentry.dev/sdk/data-model/envelopes/. Written here because the SDK
 * would be most of the bundle: decisions/0004.
 */
export function envelope(
  event: Readonly<Record<string, unknown>>,
  { dsn, id, now }: SentryOptions,
): Outgoing {
  const { protocol, host, pathname, username } = new URL(dsn);
  const steps = pathname.split("/");
  const project = steps.pop() ?? "";
  const eventId = id.replaceAll("-", "");
  const lines = [
    { event_id: eventId, sent_at: iso(now) },
    { type: "event", content_type: "application/json" },
    { event_id: eventId, timestamp: now / 1000, platform: "javascript", ...event },
  ];
  return {
    url: `${protocol}//${host}${steps.join("/")}/api/${project}/envelope/`,
    headers: {
      "content-type": "application/x-sentry-envelope",
      "x-sentry-auth": `Sentry sentry_version=7, sentry_client=poucave/1, sentry_key=${username}`,
    },
    body: `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`,
  };
}

function originOf({ service, environment }: Origin) {
  return { server_name: service, ...(environment && { environment }) };
}
