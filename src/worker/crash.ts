import { crashEvent, envelope } from "../messages/sentry.ts";
import { inTime } from "./in_time.ts";
import { logError } from "./log.ts";
import { post } from "./outbox/delivery.ts";
import type { Service } from "./service.ts";

const TIMEOUT_MS = 5_000;

// What crashes at every request is one fault: this isolate tells of it once a minute.
const PAUSE_MS = 60_000;
const MAX_REMEMBERED = 100;
const reported = new Map<string, number>();

/** Tells Sentry, where there is one, that a part of the service crashed. Never rejects, and ends in bounded time. */
export async function reportCrash(service: Service, part: string, error: unknown): Promise<void> {
  const { settings, redact } = service;
  const { type, message, stack } = describe(error);
  if (settings.sentryDsn === undefined || !isNews(`${part} ${type}`)) return;
  const event = crashEvent({
    service: settings.title,
    environment: settings.environment,
    part,
    type,
    message: redact(message),
    stack: redact(stack),
  });
  const options = { dsn: settings.sentryDsn, id: crypto.randomUUID(), now: Date.now() };
  try {
    const { origins } = settings.http;
    const send = {
      fetch: (url: string, init: RequestInit) => fetch(url, init),
      now: Date.now,
      redact,
      origins,
    };
    await inTime(TIMEOUT_MS, (signal) => post(envelope(event, options), signal, send));
  } catch (cause) {
    logError("Cannot report a crash", cause, { part });
  }
}

function isNews(crash: string): boolean {
  const now = Date.now();
  const last = reported.get(crash);
  if (last !== undefined && now - last < PAUSE_MS) return false;
  if (reported.size >= MAX_REMEMBERED) reported.clear();
  reported.set(crash, now);
  return true;
}

function describe(error: unknown): { type: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { type: "Error", message: String(error), stack: "" };
  return { type: error.name, message: error.message, stack: error.stack ?? "" };
}
