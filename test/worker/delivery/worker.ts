// Deliveries from workerd, driven from outside: the JSON of a request is the address to deliver to.
import { createRedact } from "../../../src/run/redact.ts";
import { createDelivery } from "../../../src/worker/outbox/delivery.ts";
import { messageWith } from "../../notice_of.ts";

const send = createDelivery({
  fetch: (url, init) => fetch(url, init),
  now: Date.now,
  redact: createRedact([]),
  origins: {},
  mailer: undefined,
  from: "",
  timeoutMs: 300,
});

export default {
  async fetch(request: Request): Promise<Response> {
    const url = String(await request.json());
    const everything = { projects: undefined, tags: undefined, checks: undefined, agent: undefined };
    const channel = { kind: "webhook", format: "slack", url } as const;
    const destination = { name: "hook", channel, ...everything, remindMs: undefined };
    return Response.json(await send(destination, messageWith(), new AbortController().signal));
  },
};
