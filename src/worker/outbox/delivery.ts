import { type HttpSettings, parseUrl, prepare } from "../../http/request.ts";
import { type Attempt, attemptOf } from "../../messages/delivery_schedule.ts";
import type { Message } from "../../messages/message.ts";
import type { Destination } from "../../messages/notify.ts";
import { type OutgoingMail, outgoingOf } from "../../messages/outgoing.ts";
import type { Outgoing } from "../../messages/sentry.ts";
import { shorten } from "../../messages/shorten.ts";
import type { Redact } from "../../run/redact.ts";
import { inTime } from "../in_time.ts";

/** A receiver that takes longer is down. */
const TIMEOUT_MS = 10_000;

/** What Cloudflare's `send_email` binding offers. */
export interface Mailer {
  send(mail: {
    from: string;
    to: string;
    subject: string;
    text: string;
    headers: Record<string, string>;
  }): Promise<unknown>;
}

export interface DeliveryOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly redact: Redact;
  /** Where requests for an origin really go. */
  readonly origins: HttpSettings["origins"];
  /** Undefined: not bound. */
  readonly mailer: Mailer | undefined;
  /** The sender's address; empty: none. */
  readonly from: string;
  readonly timeoutMs?: number;
}

/** Sends messages. What goes wrong is told in words that hold no secret, and never thrown. */
export function createDelivery(options: DeliveryOptions) {
  const { redact, timeoutMs = TIMEOUT_MS } = options;

  return async (destination: Destination, message: Message, signal: AbortSignal): Promise<Attempt> => {
    const outgoing = outgoingOf(destination.channel, message, options.now());
    try {
      return await inTime(timeoutMs, (late) => {
        const either = AbortSignal.any([signal, late]);
        return "mail" in outgoing ? mail(outgoing.mail, options) : post(outgoing.request, either, options);
      });
    } catch (error) {
      return { status: "unreached", error: reasonOf(error, redact) };
    }
  };
}

/** Sends a request whose answer does not matter beyond its status. */
export async function post(
  { url, headers, body }: Outgoing,
  signal: AbortSignal,
  options: Pick<DeliveryOptions, "fetch" | "now" | "redact" | "origins">,
): Promise<Attempt> {
  const { origins, redact } = options;
  const settings = { timeoutMs: TIMEOUT_MS, maxRetries: 0, headers: {}, originHeaders: {}, origins };
  const init = { method: "POST", headers, body };
  let prepared: ReturnType<typeof prepare>;
  try {
    prepared = prepare(parseUrl(url), init, settings);
  } catch (error) {
    return { status: "refused", error: reasonOf(error, redact) };
  }
  const response = await options.fetch(prepared.href, {
    ...init,
    headers: prepared.headers,
    signal,
    // The next hop might be anybody.
    redirect: "manual",
  });
  // Unread, it would hold its connection.
  response.body?.cancel().catch(() => {});
  return attemptOf(response, options.now());
}

async function mail(
  { to, subject, text, headers }: OutgoingMail,
  { mailer, from, redact }: DeliveryOptions,
): Promise<Attempt> {
  if (!mailer) return { status: "refused", error: "the Worker has no send_email binding named EMAIL" };
  if (from === "") return { status: "refused", error: "EMAIL_FROM is not set" };
  try {
    await mailer.send({ from, to, subject, text, headers: { ...headers } });
    return { status: "delivered" };
  } catch (error) {
    return { status: isFinal(error) ? "refused" : "unreached", error: reasonOf(error, redact) };
  }
}

/** https://developers.cloudflare.com/email-service/api/send-emails/workers-api/: limits and the service itself pass. */
function isFinal(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^E_/.test(code) && !/^E_(RATE_LIMIT|DAILY_LIMIT|DELIVERY|INTERNAL)/.test(code);
}

function reasonOf(error: unknown, redact: Redact): string {
  return shorten(redact(error instanceof Error ? error.message : String(error)), 200);
}
