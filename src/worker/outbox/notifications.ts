import type { Definition } from "../../definition.ts";
import { noticeOf } from "../../messages/notice.ts";
import { sentryDestination } from "../../messages/notify.ts";
import { troubleshootingLink } from "../../show/troubleshooting_link.ts";
import type { Env } from "../env.ts";
import type { Service } from "../service.ts";
import { createDelivery } from "./delivery.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";

/** The outbox of a Board: what the service's settings, its variables and this runtime make of it. */
export function createOutbox(
  storage: DurableObjectStorage,
  { env, service, ...board }: Pick<OutboxOptions, "quiet" | "similarTo"> & { env: Env; service: Service },
): Outbox {
  const { settings, config, redact } = service;
  const sentry = settings.sentryDsn === undefined ? [] : [sentryDestination(settings.sentryDsn)];
  const send = createDelivery({
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    redact,
    origins: settings.http.origins,
    mailer: env.EMAIL,
    from: settings.emailFrom ?? "",
  });
  return new Outbox(storage.sql, {
    ...board,
    destinations: [...config.destinations, ...sentry],
    definitions: [...service.definitions.values()],
    noticeOf: (event, definition) => noticeOf(event, { definition, ...linksOf(definition, service) }),
    sender: {
      service: [settings.title, settings.environment].filter(Boolean).join(" "),
      environment: settings.environment,
      url: settings.serviceUrl,
    },
    send,
    transaction: (work) => storage.transactionSync(work),
    random: Math.random,
    newKey: () => crypto.randomUUID(),
  });
}

function linksOf(definition: Definition, { settings }: Service) {
  const { troubleshootingTemplate, serviceUrl } = settings;
  return { serviceUrl, troubleshooting: troubleshootingLink(troubleshootingTemplate, definition) };
}
