import { Hono } from "hono";
import { idOf } from "../../definition.ts";
import { type App, forgetAnswers } from "../answers/reading.ts";
import { pingedRecord } from "../answers/records.ts";
import { sameSecret } from "../authorisation.ts";
import type { Signal } from "../lookout/ping_store.ts";
import { serviceOf } from "../service.ts";
import { definitionOf, notFound } from "./checks.ts";

const MESSAGE_BYTES = 1024;

/** Scheduled tasks that tell of themselves: `POST …/ping`, `…/ping/start`, `…/ping/fail`, `…/ping/{exit status}`. */
export const pings = new Hono<App>();

pings.post("/checks/:project/:check/ping/:signal?", async (c) => {
  const definition = definitionOf(c);
  if (!definition) return notFound(c);
  const token = c.req.header("authorization")?.replace(/^Bearer +/i, "") ?? "";
  if (!definition.check.acceptsPing((own) => sameSecret(token, own))) {
    return c.json(
      { error: `Cannot take a ping for ${idOf(definition)}: it takes none, or the token is not its own` },
      401,
    );
  }
  const kind = kindOf(c.req.param("signal"));
  if (!kind)
    return c.json(
      { error: "Cannot take the ping: expected start, fail or an exit status from 0 to 255" },
      400,
    );
  const message = serviceOf(c.env).redact(await messageOf(c.req.raw));
  const record = await pingedRecord(definition, { kind, message }, c.env);
  forgetAnswers();
  return c.json({ ok: true, status: record?.outcome.status ?? "pending" });
});

/** An exit status of 0 is a success, any other a failure. */
function kindOf(signal: string | undefined): Signal["kind"] | undefined {
  if (signal === undefined || signal === "0") return "success";
  if (signal === "start") return "start";
  if (signal === "fail") return "failure";
  return /^\d{1,3}$/.test(signal) && Number(signal) <= 255 ? "failure" : undefined;
}

/** The beginning of what the task said; the rest is not read. */
async function messageOf(request: Request): Promise<string> {
  if (!request.body) return "";
  const reader = request.body.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode((value ?? new Uint8Array()).subarray(0, MESSAGE_BYTES));
}
