import { expect, test } from "vitest";
import { deadPort } from "../local_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

// Where the local stand-in for Cloudflare's Email Service lists what was handed to it.
const SENT = "/cdn-cgi/local/explorer/api/local/email/sending";

async function failingShop(binding: Readonly<Record<string, unknown>>): Promise<WorkerUnderTest> {
  const config = `
    [checks.shop.home]
    description = "The shop answers"
    module = "checks.core.heartbeat"
    after = 1
    params.url = "http://127.0.0.1:${await deadPort()}/"
    [notify.oncall]
    email = "oncall@shop.example"`;
  const bindings = { send_email: [{ name: "EMAIL", ...binding }] };
  return await startWorker(config, { EMAIL_FROM: "poucave@shop.example" }, { bindings });
}

async function notifications(worker: WorkerUnderTest): Promise<unknown[]> {
  const heartbeat = (await (await worker.fetch("/__heartbeat__")).json()) as {
    details: { notifications: unknown[] };
  };
  return heartbeat.details.notifications;
}

async function sent(worker: WorkerUnderTest): Promise<unknown[]> {
  const listed = (await (await fetch(new URL(SENT, worker.url))).json()) as { result: unknown[] };
  return listed.result;
}

test("mail leaves through the binding named EMAIL, once, and the delivery is noted", async () => {
  await using worker = await failingShop({});

  await worker.tick();
  await worker.tick();

  expect(await sent(worker)).toEqual([
    expect.objectContaining({
      from: "poucave@shop.example",
      to: ["oncall@shop.example"],
      subject: "[Poucave] shop/home fails",
      headers: { "X-Idempotency-Key": expect.any(String), "Auto-Submitted": "auto-generated" },
    }),
  ]);
  expect(await notifications(worker)).toEqual([
    expect.objectContaining({ destination: "oncall", delivered: 1, waiting: 0, error: null }),
  ]);
});

test("a binding that may not write to the address says so, and the message waits", async () => {
  await using worker = await failingShop({ allowed_destination_addresses: ["somebody@else.example"] });

  await worker.tick();

  expect(await sent(worker)).toEqual([]);
  expect(await notifications(worker)).toEqual([
    expect.objectContaining({
      delivered: 0,
      waiting: 1,
      error: expect.stringContaining("oncall@shop.example not allowed"),
    }),
  ]);
});
