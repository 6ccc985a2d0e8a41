import { afterEach, expect, test, vi } from "vitest";
import type { Channel } from "../../../src/config/notify_entry.ts";
import type { Destination } from "../../../src/messages/notify.ts";
import { createRedact } from "../../../src/run/redact.ts";
import { createDelivery, type DeliveryOptions, type Mailer } from "../../../src/worker/outbox/delivery.ts";
import { deadPort, type LocalServer, serveHttp } from "../../local_server.ts";
import { messageWith } from "../../notice_of.ts";

const SECRET = "canary-token-1";
let server: LocalServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const never = new AbortController().signal;

function deliver(channel: Channel, given: Partial<DeliveryOptions> = {}, signal = never) {
  const destination: Destination = {
    name: "hook",
    channel,
    projects: undefined,
    tags: undefined,
    checks: undefined,
    agent: undefined,
    remindMs: undefined,
  };
  const send = createDelivery({
    fetch,
    now: Date.now,
    redact: createRedact([{ value: SECRET, label: "[url]" }]),
    origins: {},
    mailer: undefined,
    from: "poucave@example.com",
    timeoutMs: 200,
    ...given,
  });
  return send(destination, messageWith(), signal);
}

const hook = (url: string): Channel => ({ kind: "webhook", format: "json", url });

test("posts JSON with the message's key, and credentials of the URL as a header", async () => {
  const seen: unknown[] = [];
  server = await serveHttp(({ method, headers }, response) => {
    seen.push([method, headers["content-type"], headers["idempotency-key"], headers.authorization]);
    response.writeHead(204).end();
  });

  const attempt = await deliver(hook(server.origin.replace("://", "://user:pass@")));

  expect(attempt).toEqual({ status: "delivered" });
  expect(seen).toEqual([["POST", "application/json", messageWith().key, `Basic ${btoa("user:pass")}`]]);
});

test("a receiver that hangs is given up in time, and its connection closed", async () => {
  server = await serveHttp(() => {});

  const attempt = await deliver(hook(server.origin));

  expect(attempt).toEqual({ status: "unreached", error: "no answer within 0.2 s" });
  await vi.waitFor(() => expect(server?.open.size).toBe(0));
});

test("a receiver that sends no end of its answer has answered", async () => {
  server = await serveHttp((_request, response) => response.writeHead(200).write("…"));

  expect(await deliver(hook(server.origin))).toEqual({ status: "delivered" });
});

test("a dead port may be alive later", async () => {
  const attempt = await deliver(hook(`http://127.0.0.1:${await deadPort()}/${SECRET}`));

  expect(attempt.status).toBe("unreached");
  expect(JSON.stringify(attempt)).not.toContain(SECRET);
});

test("a redirect is not followed", async () => {
  let requests = 0;
  server = await serveHttp((_request, response) => {
    requests += 1;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });

  expect(await deliver(hook(server.origin))).toMatchObject({ status: "refused" });
  expect(requests).toBe(1);
});

test("a metadata service is never told anything", async () => {
  const fetch = vi.fn();

  expect(await deliver(hook("http://169.254.169.254/latest"), { fetch })).toEqual({
    status: "refused",
    error: "Cannot request http://169.254.169.254/latest: cloud metadata services are never asked",
  });
  expect(fetch).not.toHaveBeenCalled();
});

test("what the platform says of an error is told without secrets", async () => {
  const fetch = () => Promise.reject(new TypeError(`Invalid URL https://hook.example/${SECRET}`));

  expect(await deliver(hook("https://hook.example/"), { fetch })).toEqual({
    status: "unreached",
    error: "Invalid URL https://hook.example/[url]",
  });
});

test("the end of the tick ends the attempt", async () => {
  server = await serveHttp(() => {});
  const controller = new AbortController();

  const attempt = deliver(hook(server.origin), { timeoutMs: 10_000 }, controller.signal);
  controller.abort(new Error("the tick is over"));

  expect(await attempt).toEqual({ status: "unreached", error: "the tick is over" });
});

test("Sentry gets an envelope, at the origin that stands for it in tests", async () => {
  const paths: unknown[] = [];
  server = await serveHttp((request, response) => {
    paths.push(request.url);
    response.writeHead(200).end("{}");
  });
  const dsn = "https://public@sentry.example/42";

  const attempt = await deliver(
    { kind: "sentry", dsn },
    { origins: { "https://sentry.example": server.origin } },
  );

  expect(attempt).toEqual({ status: "delivered" });
  expect(paths).toEqual(["/api/42/envelope/"]);
});

const mailbox: Channel = { kind: "email", to: "oncall@example.com" };

test("mail goes through the binding, from the configured address", async () => {
  const mails: Parameters<Mailer["send"]>[0][] = [];
  const mailer: Mailer = { send: async (mail) => void mails.push(mail) };

  expect(await deliver(mailbox, { mailer })).toEqual({ status: "delivered" });
  expect(mails).toEqual([
    {
      from: "poucave@example.com",
      to: "oncall@example.com",
      subject: "[Poucave prod] shop/home fails",
      text: expect.stringContaining("Must hold: The URL answers with 200."),
      headers: { "X-Idempotency-Key": messageWith().key, "Auto-Submitted": "auto-generated" },
    },
  ]);
});

test("mail without a binding, or without a sender, says what is missing", async () => {
  const mailer: Mailer = { send: async () => {} };

  expect(await deliver(mailbox)).toMatchObject({
    status: "refused",
    error: expect.stringContaining("EMAIL"),
  });
  expect(await deliver(mailbox, { mailer, from: "" })).toEqual({
    status: "refused",
    error: "EMAIL_FROM is not set",
  });
});

test.each([
  ["E_DAILY_LIMIT_EXCEEDED", "unreached"],
  ["E_DELIVERY_FAILED", "unreached"],
  ["E_RECIPIENT_SUPPRESSED", "refused"],
  [undefined, "unreached"],
])("mail that fails with %s is %s", async (code, status) => {
  const mailer: Mailer = { send: () => Promise.reject(Object.assign(new Error("no"), code && { code })) };

  expect(await deliver(mailbox, { mailer })).toEqual({ status, error: "no" });
});
